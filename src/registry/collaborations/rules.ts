import type { Precision } from '../../db/columns.ts'
import { fault, RegistryError, throwFaults, type Fault } from '../../errors.ts'
import { mustBecome, type States } from '../../states.ts'
import { scheduleFaults } from './schedule.rules.ts'
import type { collaborationStatuses } from './table.ts'

export type CollaborationStatus = (typeof collaborationStatuses)[number]

/**
 * `ended` is reached by an ending, which says when, from any of them; and it is left again only where that was a mistake,
 * or the collaboration is taken up anew.
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

/** Everything that is wrong with a collaboration as it would stand, except for what only other rows can tell. */
export function collaborationFaults(standing: Standing): Fault[] {
  const { scheduleRule: rule, scheduleTime: time, scheduleTimeZone: timeZone, startedOnPrecision } = standing
  const faults = periodFaults(standing)
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
    ...precisionFaults('startedOn', startedOn, startedOnPrecision),
    ...precisionFaults('endedOn', endedOn, endedOnPrecision),
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

function precisionFaults(field: 'startedOn' | 'endedOn', day: string | null, precision: Precision): Fault[] {
  const at = `/${field}`
  if (precision === 'unknown') {
    if (day === null) return []
    return [
      fault(
        `${at}Precision`,
        'not_allowed',
        'A date that is given is known to the day, month or year.',
        'Ett datum som anges är känt på dagen, månaden eller året.',
      ),
    ]
  }
  if (day === null) {
    return [
      fault(
        at,
        'required',
        'Its precision is given: give the date too.',
        'Precisionen är angiven: ange också datumet.',
      ),
    ]
  }
  if (precision === 'month' && !day.endsWith('-01')) {
    return [fault(at, 'wrong_precision', 'A month is given by its first day.', 'En månad anges med sin första dag.')]
  }
  if (precision === 'year' && !day.endsWith('-01-01')) {
    return [
      fault(at, 'wrong_precision', 'A year is given by its first of January.', 'Ett år anges med sin första januari.'),
    ]
  }
  return []
}

/** The last day of the period that a date of some precision stands for. */
export function lastDayOf(day: string, precision: Precision): string {
  if (precision === 'year') return `${day.slice(0, 4)}-12-31`
  if (precision !== 'month') return day
  const last = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  return last.toISOString().slice(0, 10)
}

/**
 * Throws `conflict` when a status cannot follow the present one, `rule_broken` when it would be ended without an ending
 * or go on although its end has passed. To remain is no change.
 */
export function assertMayBecome(
  present: CollaborationStatus,
  wanted: CollaborationStatus,
  period: Period,
  today: string,
): void {
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
  const { endedOn, endedOnPrecision } = period
  if (present === 'ended' && endedOn !== null && lastDayOf(endedOn, endedOnPrecision) < today) {
    throwFaults([
      fault(
        '/endedOn',
        'past',
        'To take it up again, clear endedOn with null in the same change.',
        'För att ta upp det igen, rensa endedOn med null i samma ändring.',
      ),
    ])
  }
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
      const en = 'It has ended already, on another day. To correct the day, change endedOn.'
      const sv = 'Det är redan avslutat, en annan dag. Rätta dagen genom att ändra endedOn.'
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
