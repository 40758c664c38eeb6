import { fault, type Fault } from '../../errors.ts'
import type { VocabularyName } from './schema.ts'

/** Everything that is wrong with a term of a vocabulary. */
export function termFaults(vocabulary: VocabularyName, { unit }: { unit?: string }): Fault[] {
  if (unit === undefined || vocabulary === 'contribution-types') return []
  return [
    fault(
      '/unit',
      'not_allowed',
      'Only contribution types are counted in a unit.',
      'Bara bidragstyper räknas i en enhet.',
    ),
  ]
}

/**
 * A fault for each code of a field (one, or a list of them) that is among the unusable: those that are unknown, or of a
 * term that has ended. They are pointed at, never repeated.
 */
export function codeFaults(pointer: string, codes: string | string[], unusable: string[]): Fault[] {
  const places =
    typeof codes === 'string' ? [[pointer, codes]] : codes.map((code, place) => [`${pointer}/${place}`, code])
  return places
    .filter(([, code]) => unusable.includes(code!))
    .map(([at]) => fault(at!, 'unknown', 'There is no such code in use.', 'Det finns ingen sådan kod i bruk.'))
}
