import { fault, futureFault, type Fault } from '../../errors.ts'
import { vagueDateFaults, type Precision } from '../../vague-dates.ts'

interface Standing {
  decidedOn: string | null
  decidedOnPrecision: Precision
  publishedOn: string | null
  publishedOnPrecision: Precision
  validFrom: string | null
  validTo: string | null
}

/** Everything that is wrong with a document as it would stand: it is there, and so of a day that has come. */
export function documentFaults(standing: Standing, today: string): Fault[] {
  const { validFrom, validTo } = standing
  return [
    ...vagueDateFaults('/decidedOn', { day: standing.decidedOn, precision: standing.decidedOnPrecision }),
    ...vagueDateFaults('/publishedOn', { day: standing.publishedOn, precision: standing.publishedOnPrecision }),
    ...(['decidedOn', 'publishedOn'] as const).flatMap((name) =>
      (standing[name] ?? today) > today ? [futureFault(`/${name}`)] : [],
    ),
    ...(validFrom !== null && validTo !== null && validTo < validFrom
      ? [fault('/validTo', 'before_start', 'It would end before it begins.', 'Det skulle sluta innan det börjar.')]
      : []),
  ]
}
