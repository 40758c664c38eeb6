import type { ErrorObject } from 'ajv'
import type { Fault, Words } from '../../errors.ts'
import { textForms } from './text-forms.ts'
import { holdsPersonalNumber } from '../../personal.rules.ts'
import { wordsOfPattern } from './schema.ts'

/** The schema that a value breaks, as far as it has words for people. */
interface BrokenSchema {
  properties?: Record<string, unknown>
  /** Where the codes are, one of which it must be. */
  'x-codes'?: string
  /** By the name of a field that a PATCH does not take: the acts that change it. */
  'x-acts'?: Record<string, string[]>
}
type Describer = (params: Record<string, unknown>, schema: BrokenSchema) => { code: string; words: Words }

const formats: Record<string, Words> = {
  date: {
    en: 'must be a day that exists, as YYYY-MM-DD: 2025-06-16',
    sv: 'ska vara en dag som finns, som ÅÅÅÅ-MM-DD: 2025-06-16',
  },
  'date-time': {
    en: 'must be a time with its offset (RFC 3339), as 2025-06-16T08:00:00Z',
    sv: 'ska vara en tid med tidszon (RFC 3339), som 2025-06-16T08:00:00Z',
  },
  uuid: {
    en: 'must be a UUID, as what it means has it in its id',
    sv: 'ska vara ett UUID, som det som avses har i sitt id',
  },
}

const types: Record<string, Words> = {
  string: { en: 'text', sv: 'text' },
  integer: { en: 'a whole number', sv: 'ett heltal' },
  number: { en: 'a number', sv: 'ett tal' },
  boolean: { en: 'true or false', sv: 'true eller false' },
  object: { en: 'an object', sv: 'ett objekt' },
  array: { en: 'a list', sv: 'en lista' },
  null: { en: 'null', sv: 'null' },
}

/** What each JSON Schema keyword says to a person. Values that were sent are never repeated: they may be personal. */
const keywords: Record<string, Describer> = {
  required: () => said('required', 'is required', 'saknas'),
  additionalProperties: ({ additionalProperty }, { properties = {}, 'x-acts': acts = {} }) => {
    const name = String(additionalProperty)
    // A caller's own name may be that of what every object has.
    if (Object.hasOwn(acts, name)) {
      const changedBy = acts[name]!.map((act) => `POST .../${act}`).join(', ')
      return said('unknown_field', `is not changed here but by ${changedBy}`, `ändras inte här utan med ${changedBy}`)
    }
    const names = Object.keys(properties).join(', ')
    return names === ''
      ? said('unknown_field', 'is not a name known here: nothing is', 'är inte ett namn som finns här: inget är det')
      : said('unknown_field', `is not a name known here: ${names}`, `är inte ett namn som finns här: ${names}`)
  },
  type: ({ type }) => {
    const wanted = [type].flat().map((name) => types[String(name)] ?? { en: String(name), sv: String(name) })
    return said(
      'wrong_type',
      `must be ${wanted.map(({ en }) => en).join(' or ')}`,
      `ska vara ${wanted.map(({ sv }) => sv).join(' eller ')}`,
    )
  },
  enum: ({ allowedValues }) => {
    const list = (allowedValues as unknown[]).map(String).join(', ')
    return said('not_allowed', `must be one of ${list}`, `ska vara något av ${list}`)
  },
  format: ({ format }) => {
    const wanted = formats[String(format)]
    return said('wrong_format', wanted?.en ?? 'has the wrong form', wanted?.sv ?? 'har fel form')
  },
  'x-form': ({ form }) => {
    const { en, sv } = textForms[form as keyof typeof textForms].words
    return said('wrong_format', en, sv)
  },
  pattern: ({ pattern }, { 'x-codes': codes }) => {
    const { en, sv } = wordsOfPattern(String(pattern)) ?? { en: 'has the wrong form', sv: 'har fel form' }
    return codes
      ? said('wrong_format', `${en}; ${codes} has them`, `${sv}; de finns på ${codes}`)
      : said('wrong_format', en, sv)
  },
  minLength: ({ limit }) =>
    limit === 1
      ? said('empty', 'must not be empty', 'får inte vara tomt')
      : said('too_short', `must have at least ${String(limit)} characters`, `ska ha minst ${String(limit)} tecken`),
  maxLength: ({ limit }) =>
    said('too_long', `must have at most ${String(limit)} characters`, `får ha högst ${String(limit)} tecken`),
  minimum: ({ limit }) => said('too_small', `must be at least ${String(limit)}`, `ska vara minst ${String(limit)}`),
  maximum: ({ limit }) => said('too_large', `must be at most ${String(limit)}`, `får vara högst ${String(limit)}`),
  exclusiveMinimum: ({ limit }) =>
    said('too_small', `must be more than ${String(limit)}`, `ska vara mer än ${String(limit)}`),
  minItems: ({ limit }) =>
    said('too_few', `must have at least ${String(limit)} items`, `ska ha minst ${String(limit)} värden`),
  maxItems: ({ limit }) =>
    said('too_many', `must have at most ${String(limit)} items`, `får ha högst ${String(limit)} värden`),
  uniqueItems: () => said('repeated', 'has the same item twice', 'har samma värde två gånger'),
  minProperties: () => said('empty', 'must have at least one field', 'ska ha minst ett fält'),
  multipleOf: ({ multipleOf }) =>
    said('wrong_step', `must be a multiple of ${String(multipleOf)}`, `ska vara en multipel av ${String(multipleOf)}`),
}

function said(code: string, en: string, sv: string) {
  return { code, words: { en, sv } }
}

/** A fault for a person from an error of Ajv, with the pointer of the very field that is wrong. */
export function describe(error: ErrorObject, part: Fault['part']): Fault {
  const { missingProperty, additionalProperty } = error.params as Record<string, string | undefined>
  const name = missingProperty ?? additionalProperty
  const pointer = error.instancePath + (name === undefined ? '' : `/${escaped(name)}`)
  const { code, words } =
    keywords[error.keyword]?.(error.params, (error.parentSchema ?? {}) as BrokenSchema) ??
    said('not_allowed', 'is not allowed', 'är inte tillåtet')
  const subject = pointer === '' ? { en: 'The request', sv: 'Begäran' } : { en: pointer.slice(1), sv: pointer.slice(1) }
  return {
    part,
    pointer,
    code,
    detail: { en: `${subject.en} ${words.en}.`, sv: `${subject.sv} ${words.sv}.` },
    besideField: { en: `${capitalised(words.en)}.`, sv: `${capitalised(words.sv)}.` },
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** How to say what a format asks for. */
export function wordsOfFormat(format: string): Words | undefined {
  return formats[format]
}

/** What names of fields look like here: nothing in them has to be escaped. */
const declared = /^[a-z]{1,60}$/i

/** A name in a JSON pointer (RFC 6901), cut short: it may be anything that a caller made up, though nobody's number. */
export function escaped(name: string): string {
  if (declared.test(name)) return name
  if (holdsPersonalNumber(name)) return '…'
  return name.slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')
}
