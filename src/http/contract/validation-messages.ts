import type { ErrorObject } from 'ajv'
import type { Fault, Words } from '../../errors.ts'
import { textForms } from './text-forms.ts'
import { holdsPersonalNumber } from '../../personal.rules.ts'

type Describer = (params: Record<string, unknown>) => { code: string; words: Words }

const formats: Record<string, Words> = {
  date: { en: 'must be a day that exists, as YYYY-MM-DD', sv: 'ska vara en dag som finns, som ÅÅÅÅ-MM-DD' },
  'date-time': { en: 'must be a time with its offset (RFC 3339)', sv: 'ska vara en tid med tidszon (RFC 3339)' },
  uuid: { en: 'must be a UUID', sv: 'ska vara ett UUID' },
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
  additionalProperties: () => said('unknown_field', 'is not a name known here', 'är inte ett namn som finns här'),
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
  pattern: () => said('wrong_format', 'has the wrong form', 'har fel form'),
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
export function describe(error: ErrorObject, part: Fault['in']): Fault {
  const { missingProperty, additionalProperty } = error.params as Record<string, string | undefined>
  const name = missingProperty ?? additionalProperty
  const pointer = error.instancePath + (name === undefined ? '' : `/${escaped(name)}`)
  const { code, words } =
    keywords[error.keyword]?.(error.params) ?? said('not_allowed', 'is not allowed', 'är inte tillåtet')
  const subject = pointer === '' ? { en: 'The request', sv: 'Begäran' } : { en: pointer.slice(1), sv: pointer.slice(1) }
  return { in: part, pointer, code, detail: { en: `${subject.en} ${words.en}.`, sv: `${subject.sv} ${words.sv}.` } }
}

/** What names of fields look like here: nothing in them has to be escaped. */
const declared = /^[a-z]{1,60}$/i

/** A name in a JSON pointer (RFC 6901), cut short: it may be anything that a caller made up, though nobody's number. */
export function escaped(name: string): string {
  if (declared.test(name)) return name
  if (holdsPersonalNumber(name)) return '…'
  return name.slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')
}
