import { fault, RegistryError, unknownFault, type Fault } from '../../errors.ts'
import type { VocabularyName } from './schema.ts'
import { metricUnits, units, type Unit } from './units.rules.ts'

/** Codes that the program itself goes by: their terms stay in use. */
const builtInCodes: Partial<Record<VocabularyName, readonly string[]>> = {
  // Of the contact that an application becomes.
  'contact-roles': ['signatory'],
  // What was signed before the register knew of it.
  'signature-methods': ['imported'],
  'signature-end-reasons': ['ceased', 'merged', 'superseded'],
}

export function isBuiltIn(vocabulary: VocabularyName, code: string): boolean {
  return builtInCodes[vocabulary]?.includes(code) ?? false
}

/** Throws `conflict` for a term that the program goes by. */
export function assertRemovable(vocabulary: VocabularyName, code: string): void {
  if (!isBuiltIn(vocabulary, code)) return
  throw new RegistryError('conflict', {
    en: 'The program itself goes by this code: the term stays. Its labels can be changed.',
    sv: 'Programmet självt går efter den här koden: termen finns kvar. Dess namn går att ändra.',
  })
}

/** What is wrong with an end of a term. */
export function endFaults(vocabulary: VocabularyName, code: string, endedOn: string | null | undefined): Fault[] {
  if (!endedOn || !isBuiltIn(vocabulary, code)) return []
  return [
    fault(
      '/endedOn',
      'built_in',
      'The program itself goes by this code: the term stays in use.',
      'Programmet självt går efter den här koden: termen används även i fortsättningen.',
    ),
  ]
}

interface Own {
  unit?: Unit
  followUpDays?: number
  partOf?: string | null
}

const unitsOf: { [name in VocabularyName]?: readonly Unit[] } = {
  'contribution-types': units,
  'outcome-metrics': metricUnits,
}

/** What a term has that terms of its vocabulary do not have. */
export function termFaults(vocabulary: VocabularyName, { unit, followUpDays, partOf }: Own): Fault[] {
  const faults: Fault[] = []
  const refuse = (pointer: string, en: string, sv: string) => faults.push(fault(pointer, 'not_allowed', en, sv))
  const possible = unitsOf[vocabulary]
  if (unit !== undefined && !possible) {
    refuse(
      '/unit',
      'Only contribution types and outcome metrics have a unit.',
      'Bara bidragstyper och utfallsmått har en enhet.',
    )
  } else if (unit !== undefined && !possible!.includes(unit)) {
    const names = possible!.join(', ')
    refuse('/unit', `Here it is one of these: ${names}.`, `Här är den en av dessa: ${names}.`)
  }
  if (vocabulary !== 'contribution-types') {
    if (followUpDays !== undefined)
      refuse('/followUpDays', 'Only contribution types are followed up.', 'Bara bidragstyper följs upp.')
  }
  if (vocabulary !== 'outcome-metrics' && partOf !== undefined)
    refuse('/partOf', 'Only outcome metrics are parts of others.', 'Bara utfallsmått är delar av andra.')
  return faults
}

/** The metrics that count all that this one counts, the nearest first. It ends also where they go in a circle. */
export function wholesOf(metric: string, wholes: ReadonlyMap<string, string | null>): string[] {
  const above: string[] = []
  let next = wholes.get(metric)
  while (next && next !== metric && !above.includes(next)) {
    above.push(next)
    next = wholes.get(next)
  }
  return above
}

/** What is wrong with the whole that a metric is to be a part of: it is unknown, or a part of this one. */
export function partOfFaults(code: string, partOf: string, wholes: ReadonlyMap<string, string | null>): Fault[] {
  if (partOf === code || wholesOf(partOf, wholes).includes(code)) {
    return [
      fault(
        '/partOf',
        'circular',
        'A metric cannot be a part of itself.',
        'Ett mått kan inte vara en del av sig självt.',
      ),
    ]
  }
  if (wholes.has(partOf)) return []
  return [unknownFault('/partOf', 'outcome metric', 'utfallsmått', 'ett')]
}

/** Codes that may not be used for anything new: unknown, or of a term that has ended. */
export interface UnusableCodes {
  codes: string[]
  /** Some of those that may, for whoever sent another; nothing where no code is unusable. */
  inUse: string[]
  /** Where all of them can be read. */
  path: string
}

/** A fault for each code of a field (one, or a list of them) that is unusable. They are pointed at, never repeated. */
export function codeFaults(
  pointer: string,
  codes: string | string[],
  { codes: unusable, inUse, path }: UnusableCodes,
): Fault[] {
  const places =
    typeof codes === 'string' ? [[pointer, codes]] : codes.map((code, place) => [`${pointer}/${place}`, code])
  const list = inUse.length > 0 ? `: ${inUse.join(', ')}` : ''
  const en = `There is no such code in use. Those in use are at ${path}${list}.`
  const sv = `Det finns ingen sådan kod i bruk. De som är i bruk finns på ${path}${list}.`
  return places.filter(([, code]) => unusable.includes(code!)).map(([at]) => fault(at!, 'unknown', en, sv))
}
