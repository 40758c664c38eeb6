import type { Random } from '../../../src/seed/demo/random.ts'
import type { Contract, Schema } from '../../support/contract.ts'

/** What a value is drawn from. */
export interface Source {
  random: Random
  contract: Contract
  /** The id of a row that a field of this name would refer to: one that exists, mostly. */
  idFor: (name: string) => string
  today: () => Date
}

const words = [
  'Åkeri',
  'Östra',
  'bageri',
  'lager',
  'Måns',
  'café',
  'sommar',
  'kör',
  'truck',
  'Exempel',
  'vård',
  'skola',
]
const dayMs = 86_400_000

/** A value that a schema allows. `name` is the field's, which says what it means. */
export function valueFor(schema: Schema, name: string, source: Source): unknown {
  const { random } = source
  if (schema.$ref) return valueFor(source.contract.components.schemas[schema.$ref.split('/').at(-1)!]!, name, source)
  const options = (schema.anyOf ?? schema.allOf) as Schema[] | undefined
  if (options) return valueFor(random.pick(options), name, source)
  if (schema.enum) return random.pick(schema.enum)
  const types = [schema.type ?? 'object'].flat()
  const type = types.includes('null') && random.percent(80) ? types.find((one) => one !== 'null') : random.pick(types)
  switch (type) {
    case 'null':
      return null
    case 'boolean':
      return random.percent(50)
    case 'integer':
      return numberFor(schema, random)
    case 'number':
      return numberFor(schema, random) + (random.percent(50) ? 0.25 : 0)
    case 'array': {
      const { minItems = 0, maxItems = 3 } = schema as { minItems?: number; maxItems?: number }
      const count = random.between(minItems, Math.max(minItems, Math.min(maxItems, 3)))
      const items = Array.from({ length: count }, () => valueFor(schema.items as Schema, name, source))
      return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
    }
    case 'string':
      return textFor(schema, name, source)
    default:
      return objectFor(schema, source)
  }
}

/** Starts from an example of the contract most of the time: what fits together in it is hard to draw. */
function objectFor(schema: Schema, source: Source): object {
  const { random } = source
  const examples = (schema.examples as object[] | undefined) ?? []
  const body: Record<string, unknown> =
    examples.length > 0 && random.percent(70) ? structuredClone(random.pick(examples) as Record<string, unknown>) : {}
  const alike = random.percent(50)
  const required = (schema.required as string[] | undefined) ?? []
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const example = name in body
    const wanted = example ? !alike && random.percent(25) : required.includes(name) || random.percent(alike ? 5 : 25)
    if (wanted || (example && /Ids?$/.test(name)) || unique.has(name)) body[name] = valueFor(field, name, source)
    else if (example && !alike && !required.includes(name) && random.percent(10)) delete body[name]
  }
  return body
}

/** Fields whose value no two rows may share: that of the example works once. */
const unique = new Set(['code', 'organisationNumber', 'externalReference'])

function numberFor(schema: Schema, random: Random): number {
  const { minimum = 0, maximum = 1_000 } = schema as { minimum?: number; maximum?: number }
  if (random.percent(10)) return random.pick([minimum, maximum])
  return random.between(minimum, Math.min(maximum, minimum + 20))
}

function textFor(schema: Schema, name: string, { random, idFor, today, contract }: Source): string {
  const {
    format,
    pattern = '',
    maxLength = 100,
    minLength = 0,
  } = schema as Record<string, string> & {
    maxLength?: number
    minLength?: number
  }
  if (format === 'uuid') return idFor(name)
  const moment = new Date(today().getTime() + random.between(-400, 500) * dayMs)
  if (format === 'date') return dayIn(moment, random)
  if (format === 'date-time') return moment.toISOString()
  if (format === 'email') return `prov${random.between(1, 999)}@prov.example`
  if (format === 'uri') return `https://prov${random.between(1, 999)}.example/å`.replace('å', '%C3%A5')
  if (name === 'organisationNumber') return numberOf(random)
  const examples = examplesOf(contract).get(name) ?? []
  if (examples.length > 0 && !unique.has(name) && random.percent(70)) return random.pick(examples)
  if (pattern !== '') {
    const number = random.between(1, 100_000)
    const fitting = [`prov-${number}`, `PROV-${number}`, 'sv', 'en', '1482', '18:30', '0303-23 80 00', 'ab'.repeat(32)]
    return random.pick(fitting.filter((text) => new RegExp(pattern).test(text)))
  }
  const text = Array.from({ length: random.between(1, 4) }, () => random.pick(words)).join(' ')
  return `${text} ${random.between(1, 99_999)}`.slice(0, maxLength).padEnd(minLength, 'x')
}

/** A day, a month's first or a year's first, as days of each precision are written. */
function dayIn(moment: Date, random: Random): string {
  const day = moment.toISOString().slice(0, 10)
  return random.pick([day, day, `${day.slice(0, 7)}-01`, `${day.slice(0, 4)}-01-01`])
}

/** Of the group that is never issued, with its check digit. */
function numberOf(random: Random): string {
  const digits = `4999${String(random.between(0, 99_999)).padStart(5, '0')}`
  const sum = digits.split('').reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + Math.floor(doubled / 10) + (doubled % 10)
  }, 0)
  return `${digits.slice(0, 6)}-${digits.slice(6)}${(10 - (sum % 10)) % 10}`
}

const collected = new WeakMap<Contract, Map<string, string[]>>()

/** The texts that the contract's examples give to fields of each name. */
function examplesOf(contract: Contract): Map<string, string[]> {
  const known = collected.get(contract)
  if (known) return known
  const found = new Map<string, string[]>()
  const note = (value: unknown, name: string): void => {
    if (typeof value === 'string') found.set(name, [...(found.get(name) ?? []), value])
    else if (Array.isArray(value)) for (const item of value) note(item, name)
    else if (value !== null && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) note(inner, key)
  }
  for (const { examples } of Object.values(contract.components.schemas)) note(examples, '')
  // Filters are named in the singular.
  for (const [name, texts] of found) if (name.endsWith('s')) found.set(name.slice(0, -1), texts)
  collected.set(contract, found)
  return found
}

export const hostileTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'e\u0301\u0301',
  '\u202Eabc',
  '👩‍👩‍👧‍👦',
  '\ufeff',
  'x'.repeat(201),
  'å'.repeat(11_000),
  "'; drop table organisations; --",
  '%',
  '\\',
  '%s%n',
  '{"$ne":1}',
  '__proto__',
  'constructor',
  '=1+1',
  '<script>alert(1)</script>',
  '9'.repeat(400),
  '1e400',
  '-0',
  '-1',
  '2147483648',
  '9223372036854775808',
  'NaN',
  'null',
  'true',
  'infinity',
  '-infinity',
  'now',
  'epoch',
  'today',
  '2025-02-30',
  '0000-00-00',
  '0000-01-01',
  '9999-12-31',
  '10000-01-01',
  '-0001-01-01',
  '2016-12-31T23:59:60Z',
  '2025-06-16T24:00:00Z',
  '2025-06-16T08:00:00+23:59',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-23:59',
  '2025-06-16t08:00:00z',
  '۱۲۳',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'urn:uuid:01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10',
  '900101-1239',
  'FREQ=SECONDLY;COUNT=99999999',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'Europe/Nowhere',
  '25:99',
  'https://',
  'http://[::1',
  'javascript:alert(1)',
  'a@b',
]
const hostileNumbers = [-1, 0, 0.5, -0, 1e308, 5e-324, 2 ** 31, 2 ** 53, -(2 ** 31), 1e15, 999_999_999]

/** The same value with one thing wrong in it, somewhere. */
export function bent(value: unknown, source: Source): unknown {
  const { random } = source
  if (value !== null && typeof value === 'object' && random.percent(85)) {
    const keys = Object.keys(value)
    if (keys.length > 0 && random.percent(80)) {
      const key = random.pick(keys)
      if (Array.isArray(value)) return value.map((item, i) => (String(i) === key ? bent(item, source) : item))
      const { [key]: chosen, ...rest } = value as Record<string, unknown>
      return random.percent(15) ? rest : { ...rest, [key]: bent(chosen, source) }
    }
    if (Array.isArray(value))
      return random.pick([[...value, ...value], Array.from({ length: 60 }, () => value[0]), [null]])
    return {
      ...value,
      [random.pick(['unknown', 'id', 'version', 'status', '', 'toString'])]: random.pick([1, 'x', null]),
    }
  }
  return random.pick([
    () => null,
    () => random.pick(hostileNumbers),
    () => random.pick(hostileTexts),
    () => random.pick(hostileTexts),
    () => random.percent(50),
    () => [],
    () => ({}),
    () => [value],
    () => source.idFor('organisationId'),
    () => `${String(value)} `,
    () => String(value).toUpperCase(),
  ])()
}
