import { fault, type Fault } from '../../errors.ts'
import { vagueDateFaults, type Precision } from '../../vague-dates.ts'

interface Standing {
  decidedOn: string | null
  decidedOnPrecision: Precision
  publishedOn: string | null
  publishedOnPrecision: Precision
  validFrom: string | null
  validTo: string | null
}

/** Everything that is wrong with a document as it would stand. */
export function documentFaults(standing: Standing): Fault[] {
  const { validFrom, validTo } = standing
  return [
    ...vagueDateFaults('/decidedOn', { day: standing.decidedOn, precision: standing.decidedOnPrecision }),
    ...vagueDateFaults('/publishedOn', { day: standing.publishedOn, precision: standing.publishedOnPrecision }),
    ...(validFrom !== null && validTo !== null && validTo < validFrom
      ? [fault('/validTo', 'before_start', 'It would end before it begins.', 'Det skulle sluta innan det börjar.')]
      : []),
  ]
}
