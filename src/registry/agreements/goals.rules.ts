import { fault, type Fault } from '../../errors.ts'

/** A goal among the others of its agreement, as far as rules look at it. */
export interface Goal {
  id: string
  validFrom: string | null
  validTo: string | null
  successorId: string | null
}

/** Everything that is wrong with a goal as it would stand. `others` are the other goals of its agreement. */
export function goalFaults(goal: Goal, others: Goal[]): Fault[] {
  const { validFrom, validTo, successorId } = goal
  const faults: Fault[] = []
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    faults.push(fault('/validTo', 'before_start', 'The goal ends before it begins.', 'Målet slutar innan det börjar.'))
  }
  if (successorId === null) return faults
  if (validTo === null) {
    faults.push(
      fault(
        '/validTo',
        'required',
        'A goal that has been replaced has a last day.',
        'Ett mål som har ersatts har en sista dag.',
      ),
    )
  }
  if (!others.some(({ id }) => id === successorId)) {
    faults.push(
      fault(
        '/successorId',
        'unknown',
        'What replaced it must be another goal of the same agreement.',
        'Det som ersatte det måste vara ett annat mål i samma avtal.',
      ),
    )
  } else if (comesBack(goal, others)) {
    faults.push(
      fault(
        '/successorId',
        'circular',
        'A goal cannot have replaced what it was replaced by.',
        'Ett mål kan inte ha ersatt det som det ersattes av.',
      ),
    )
  }
  return faults
}

/** Whether its successors, one after the other, lead back to it. */
function comesBack({ id, successorId }: Goal, others: Goal[]): boolean {
  const after = new Map(others.map((other) => [other.id, other.successorId]))
  let next: string | null | undefined = successorId
  for (let steps = 0; next && next !== id && steps <= others.length; steps++) next = after.get(next)
  return next === id
}
