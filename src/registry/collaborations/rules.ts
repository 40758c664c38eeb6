import { isCoordinator, type Actor } from '../../actor.ts'
import { fault, futureFault, RegistryError, throwFaults, type Fault } from '../../errors.ts'
import { mustBecome, type States } from '../../states.ts'
import { lastDayOf, vagueDateFaults, type Precision } from '../../vague-dates.ts'
import { scheduleFaults } from './schedule.rules.ts'
import type { collaborationStatuses } from './table.ts'

export type CollaborationStatus = (typeof collaborationStatuses)[number]

/**
 * `ended` is reached by an ending, which says when, from any of them; and it is left again only by a correction, which
 * says why: that was a mistake, or the collaboration is taken up anew.
 */
export const collaborationStates: States<CollaborationStatus> = {
  subject: { en: 'The collaboration', sv: 'Samarbetet' },
  mayBecome: {
    idea: ['planned', 'ended'],
    planned: ['active', 'ended'],
    active: ['paused', 'ended'],
    paused: ['active', 'ended'],
    ended: ['active'],
  },
  inSwedish: { idea: 'en idé', planned: 'planerat', active: 'aktivt', paused: 'pausat', ended: 'avslutat' },
}

/** A period as it is known. */
export interface Period {
  startedOn: string | null
  startedOnPrecision: Precision
  endedOn: string | null
  endedOnPrecision: Precision
}

/** A collaboration as it would stand, as far as rules look at it. */
export interface Standing extends Period {
  scheduleRule: string | null
  scheduleTime: string | null
  scheduleTimeZone: string | null
}

const decisive = ['scheduleRule', 'scheduleTime', 'scheduleTimeZone', 'startedOn', 'startedOnPrecision'] as const

/** Whether a schedule, with all that it counts from, is as it was. */
export function keepsSchedule(standing: Standing, before: Standing | undefined): boolean {
  return before !== undefined && decisive.every((name) => standing[name] === before[name])
}

/**
 * Everything that is wrong with a collaboration as it would stand, except for what only other rows can tell. A schedule
 * that was taken by earlier rules may stay.
 */
export function collaborationFaults(standing: Standing, before?: Standing): Fault[] {
  const { scheduleRule: rule, scheduleTime: time, scheduleTimeZone: timeZone, startedOnPrecision } = standing
  const faults = periodFaults(standing)
  if (keepsSchedule(standing, before)) return faults
  if (rule !== null && time !== null && timeZone !== null) {
    faults.push(...scheduleFaults({ rule, time, timeZone }, startedOnPrecision))
  } else if (timeZone !== null) {
    if (rule === null) faults.push(fault('/schedule/rule', 'required', 'Say on which days.', 'Ange vilka dagar.'))
    if (time === null) faults.push(fault('/schedule/time', 'required', 'Say at what time.', 'Ange vilken tid.'))
  }
  return faults
}

/** Everything that is wrong with a period: days that do not fit their precision, or an end before the start. */
export function periodFaults({ startedOn, startedOnPrecision, endedOn, endedOnPrecision }: Period): Fault[] {
  const faults = [
    ...vagueDateFaults('/startedOn', { day: startedOn, precision: startedOnPrecision }),
    ...vagueDateFaults('/endedOn', { day: endedOn, precision: endedOnPrecision }),
  ]
  // The first day of the end's period may lie before a start that is known to the day: compare whole periods.
  if (
    faults.length === 0 &&
    startedOn !== null &&
    endedOn !== null &&
    lastDayOf(endedOn, endedOnPrecision) < startedOn
  ) {
    faults.push(
      fault(
        '/endedOn',
        'before_start',
        'It would end before it started. One that never started has no startedOn.',
        'Det skulle sluta innan det började. Ett som aldrig började har inget startedOn.',
      ),
    )
  }
  return faults
}

/**
 * Throws `conflict` when a status cannot follow the present one, `rule_broken` when that takes an ending or a correction.
 * To remain is no change.
 */
export function assertMayBecome(present: CollaborationStatus, wanted: CollaborationStatus): void {
  if (wanted === present) return
  if (wanted === 'ended') {
    throwFaults([
      fault(
        '/status',
        'not_allowed',
        'To end it, POST to its /ending, with the day.',
        'För att avsluta det, gör POST till dess /ending, med dagen.',
      ),
    ])
  }
  mustBecome(collaborationStates, present, wanted, '/status')
  if (present === 'ended') throwFaults([takesCorrection('/status')])
}

/** What is wrong where a change, and no correction, would alter an end that has been registered. */
export function endFaults(
  before: Pick<Period, 'endedOn' | 'endedOnPrecision'> & { status: CollaborationStatus },
  becomes: Pick<Period, 'endedOn' | 'endedOnPrecision'>,
): Fault[] {
  if (before.status !== 'ended') return []
  if (before.endedOn === becomes.endedOn && before.endedOnPrecision === becomes.endedOnPrecision) return []
  return [takesCorrection('/endedOn')]
}

function takesCorrection(pointer: string): Fault {
  return fault(
    pointer,
    'takes_correction',
    'It has ended. To correct that, or to take it up again, POST to its /correction, with the reason.',
    'Det har avslutats. För att rätta det, eller ta upp det igen, gör POST till dess /correction, med skälet.',
  )
}

interface Correction {
  status?: 'active'
  endedOn?: string | null
  endedOnPrecision?: Precision
}

/** What is wrong with a correction: it undoes an end, or says what is right of it, which has come. */
export function correctionFaults({ status, endedOn, endedOnPrecision }: Correction, today: string): Fault[] {
  if (status === undefined && endedOn === undefined) {
    return [
      fault(
        '',
        'required',
        'Say what is right: endedOn, or the status active where it has not ended.',
        'Ange vad som är rätt: endedOn, eller status active om det inte har avslutats.',
      ),
    ]
  }
  if (status !== undefined) {
    return Object.entries({ endedOn, endedOnPrecision })
      .filter(([, value]) => value !== undefined)
      .map(([name]) =>
        fault(`/${name}`, 'not_allowed', 'What goes on has no end yet.', 'Det som fortsätter har inget slut än.'),
      )
  }
  if (!endedOn || endedOn <= today) return []
  return [futureFault('/endedOn')]
}

/** What is registered as ended has. */
export function endedAlreadyFaults(
  { status, endedOn }: { status?: CollaborationStatus | undefined; endedOn?: string | null | undefined },
  today: string,
): Fault[] {
  if (status !== 'ended' || !endedOn || endedOn <= today) return []
  return [futureFault('/endedOn')]
}

/** Throws `conflict` where there is no end to correct. */
export function assertHasEnded(status: CollaborationStatus): void {
  if (status === 'ended') return
  throw new RegistryError('conflict', {
    en: 'It has not ended: there is no end to correct.',
    sv: 'Det har inte avslutats: det finns inget slut att rätta.',
  })
}

/**
 * Whether an ending has been done already, with the same day. Throws `conflict` when it was another day, and
 * `rule_broken` when the day is still to come.
 */
export function isEndedAlready(
  present: CollaborationStatus,
  period: Period,
  ending: { endedOn: string; endedOnPrecision: Precision },
  today: string,
): boolean {
  if (present === 'ended') {
    if (period.endedOn === ending.endedOn && period.endedOnPrecision === ending.endedOnPrecision) return true
    if (period.endedOn !== null) {
      const en = 'It has ended already, on another day. To correct the day, POST to its /correction.'
      const sv = 'Det är redan avslutat, en annan dag. För att rätta dagen, gör POST till dess /correction.'
      throw new RegistryError('conflict', { en, sv }, [fault('/endedOn', 'already_ended', en, sv)])
    }
  }
  if (ending.endedOn > today) {
    throwFaults([
      fault(
        '/endedOn',
        'future',
        'That day is still to come: change endedOn to plan the end, and end it when it has come.',
        'Den dagen har inte kommit: ändra endedOn för att planera slutet, och avsluta när den har kommit.',
      ),
    ])
  }
  return false
}

/** Throws `forbidden` unless a coordinator, or who takes part in it, says so. */
export function assertMayConfirm(actor: Actor, takesPart: boolean): void {
  if (isCoordinator(actor) || takesPart) return
  throw new RegistryError('forbidden', {
    en: 'Who takes part in a collaboration confirms it, or a coordinator.',
    sv: 'Den som deltar i ett samarbete bekräftar det, eller en samordnare.',
  })
}

/** Throws `conflict` when there is nothing that goes on. */
export function assertConfirmable(status: CollaborationStatus): void {
  if (status !== 'idea' && status !== 'ended') return
  const sv = collaborationStates.inSwedish[status]
  throw new RegistryError('conflict', {
    en: `The collaboration is ${status === 'idea' ? 'an idea' : status}: there is nothing that goes on.`,
    sv: `Samarbetet är ${sv}: det finns inget som pågår.`,
  })
}
