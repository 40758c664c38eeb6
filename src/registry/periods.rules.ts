import { fault, type Fault } from '../errors.ts'

interface Dated {
  first: string | null | undefined
  last: string | null | undefined
  reportYear: number | null | undefined
}

/** The first and the last day of a year. */
export function daysOfYear(year: number): { first: string; last: string } {
  return { first: `${year}-01-01`, last: `${year}-12-31` }
}

/** What is wrong with the year of a report: it stands alone, and has come. */
export function reportYearFaults({ first, last, reportYear }: Dated, today: string): Fault[] {
  if (!reportYear) return []
  return [
    ...(first || last
      ? [
          fault(
            '/reportYear',
            'not_allowed',
            'It has days: the year of a report stands where none are known.',
            'Det har dagar: rapportens år anges där inga är kända.',
          ),
        ]
      : []),
    ...(reportYear > Number(today.slice(0, 4))
      ? [fault('/reportYear', 'future', 'A report is of what has been.', 'En rapport gäller det som har varit.')]
      : []),
  ]
}
