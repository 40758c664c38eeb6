import { fault, RegistryError, type Fault } from '../../errors.ts'
import { lastDayOf, vagueDateFaults, type Precision } from '../../vague-dates.ts'

/** A participation, as far as rules look at it. Days that are not known are open. */
export interface Participation {
  /** Absent on one that joins. */
  id?: string
  organisationId?: string | null
  description?: string | null
  role: string
  from?: string | null
  fromPrecision?: Precision | null
  to?: string | null
  toPrecision?: Precision | null
}

const always = { from: '0000-01-01', to: '9999-12-31' }

/** Everything that is wrong with a participation, pointed at from where it stands in the request. */
export function participationFaults(participation: Participation, at = ''): Fault[] {
  const { organisationId, description, from = null, to = null, fromPrecision, toPrecision } = participation
  const faults: Fault[] = [
    ...vagueDateFaults(`${at}/from`, { day: from, precision: fromPrecision ?? (from ? 'day' : 'unknown') }),
    ...vagueDateFaults(`${at}/to`, { day: to, precision: toPrecision ?? (to ? 'day' : 'unknown') }),
  ]
  if (!organisationId && !description) {
    faults.push(
      fault(
        `${at}/organisationId`,
        'required',
        'Say which organisation takes part, or describe who does.',
        'Ange vilken organisation som deltar, eller beskriv vem som gör det.',
      ),
    )
  }
  if (organisationId && description) {
    faults.push(
      fault(
        `${at}/description`,
        'not_allowed',
        'Who takes part is an organisation or a description, not both.',
        'Den som deltar är en organisation eller en beskrivning, inte båda.',
      ),
    )
  }
  if (from && to && lastDayOf(to, toPrecision ?? 'day') < from) {
    faults.push(
      fault(`${at}/to`, 'before_start', 'It would end before it begins.', 'Det skulle sluta innan det börjar.'),
    )
  }
  return faults
}

/** What is wrong where a change, and no correction, would alter a last day that has passed. */
export function endFaults(before: Participation, becomes: Participation, today: string): Fault[] {
  const { to, toPrecision } = before
  if (!to || lastDayOf(to, toPrecision ?? 'day') >= today) return []
  if (to === becomes.to && (toPrecision ?? 'day') === (becomes.toPrecision ?? 'day')) return []
  return [
    fault(
      '/to',
      'takes_correction',
      'That day has passed. To correct it, POST to /correction of the participant, with the reason.',
      'Den dagen har passerat. För att rätta den, gör POST till deltagandets /correction, med skälet.',
    ),
  ]
}

/** Throws `conflict` where there is no end to correct, or the participant would go on though it has ceased. */
export function assertMayCorrect(
  before: Participation,
  correction: { to: string | null },
  organisation?: { endedOn: string | null },
): void {
  if (!before.to) {
    throw new RegistryError('conflict', {
      en: 'It has no last day to correct.',
      sv: 'Det har ingen sista dag att rätta.',
    })
  }
  if (!organisation?.endedOn || (correction.to && correction.to <= organisation.endedOn)) return
  const en = `The organisation ended on ${organisation.endedOn}.`
  const sv = `Organisationen upphörde ${organisation.endedOn}.`
  throw new RegistryError('conflict', { en, sv }, [fault('/to', 'ended', en, sv)])
}

/**
 * Throws `conflict` when an organisation would take part twice at a time in one role: among those that join, or with
 * those that are there. `pointer` tells where in the request one of those that join stands.
 */
export function assertOnceAtATime(
  joining: Participation[],
  present: Participation[],
  pointer: (place: number) => string,
): void {
  const faults = joining.flatMap((one, place) => {
    const other = [...present, ...joining.slice(0, place)].find((another) => isTwice(one, another))
    if (!other) return []
    const called = other.id ? ` (${other.id})` : ''
    return [
      fault(
        `${pointer(place)}/organisationId`,
        'already_participates',
        `The organisation already takes part in this role at that time${called}.`,
        `Organisationen deltar redan i denna roll vid den tiden${called}.`,
      ),
    ]
  })
  if (faults[0]) throw new RegistryError('conflict', faults[0].detail, faults)
}

function isTwice(one: Participation, other: Participation): boolean {
  return (
    Boolean(one.organisationId) &&
    one.organisationId?.toLowerCase() === other.organisationId?.toLowerCase() &&
    one.role === other.role &&
    (one.from ?? always.from) <= lastOf(other) &&
    (other.from ?? always.from) <= lastOf(one)
  )
}

function lastOf({ to, toPrecision }: Participation): string {
  return to ? lastDayOf(to, toPrecision ?? 'day') : always.to
}
