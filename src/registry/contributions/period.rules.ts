import { fault, type Fault } from '../../errors.ts'
import { daysOfYear, reportYearFaults } from '../periods.rules.ts'
import type { ContributionStatus } from './rules.ts'

interface Period {
  startsOn?: string | null | undefined
  endsOn?: string | null | undefined
  applyBy?: string | null | undefined
}

/** Everything that is wrong with the days of a contribution as it would stand. */
export function periodFaults({ startsOn, endsOn, applyBy }: Period): Fault[] {
  const faults: Fault[] = []
  if (startsOn && endsOn && endsOn < startsOn) {
    faults.push(
      fault('/endsOn', 'before_start', 'It would end before it starts.', 'Det skulle sluta innan det börjar.'),
    )
  }
  if (applyBy && endsOn && applyBy > endsOn) {
    faults.push(
      fault(
        '/applyBy',
        'after_end',
        'The last day to apply is after the last day.',
        'Sista ansökningsdag ligger efter sista dagen.',
      ),
    )
  }
  return faults
}

export interface Ending {
  endsOn?: string | null | undefined
  reportYear?: number | null | undefined
}

/** What only a report tells of is over, also in its own year. */
export function isOver({ endsOn, reportYear }: Ending, today: string): boolean {
  return !!reportYear || (!!endsOn && endsOn < today)
}

/**
 * What is over is not opened again. It may still be registered, as an offer of the year before is: it is published, and
 * closes by itself.
 */
export function overFaults(offer: Ending, today: string): Fault[] {
  if (!isOver(offer, today)) return []
  const { reportYear } = offer
  return [
    fault(
      reportYear ? '/reportYear' : '/endsOn',
      'past',
      'It is over: it cannot be opened again.',
      'Det är slut: det kan inte öppnas igen.',
    ),
  ]
}

/** What stands between an offer and the year of a report: that tells of what is over. */
export function reportedFaults(
  { reportYear, startsOn, endsOn }: { reportYear?: number | null | undefined } & Period,
  status: ContributionStatus,
  today: string,
): Fault[] {
  const isOpen = !!reportYear && (status === 'published' || status === 'full' || status === 'paused')
  return [
    ...reportYearFaults({ first: startsOn, last: endsOn, reportYear }, today),
    ...(isOpen
      ? [
          fault(
            '/reportYear',
            'not_allowed',
            'A report tells of what is over: close it first.',
            'En rapport gäller det som är slut: stäng det först.',
          ),
        ]
      : []),
  ]
}

/** The state that an offer comes to by being published: one that only a report tells of is over. */
export function statusWhenPublished({
  reportYear,
}: {
  reportYear?: number | null | undefined
}): 'published' | 'closed' {
  return reportYear ? 'closed' : 'published'
}

/**
 * The day on which terms must be in use for an offer: when it starts, or today. Only a coordinator enters afterwards what
 * was offered before they ended; and, of what is over, before who offered it ceased.
 */
export function termsDayOf(
  { startsOn, reportYear }: { startsOn?: string | null | undefined; reportYear?: number | null | undefined },
  byCoordinator: boolean,
  today: string,
): string {
  const starts = startsOn ?? (reportYear ? daysOfYear(reportYear).first : today)
  return byCoordinator || starts > today ? starts : today
}
