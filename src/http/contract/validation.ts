import { Ajv, type AnySchema, type ErrorObject, type FuncKeywordDefinition, type ValidateFunction } from 'ajv'
import type { DataValidateFunction, DataValidationCxt } from 'ajv/dist/types/index.js'
import addFormats from 'ajv-formats'
import { RegistryError, summaryOf, type Fault } from '../../errors.ts'
import { holdsPersonalNumber } from '../../personal.rules.ts'
import { uuid } from '../../uuid.ts'
import type { App } from '../app.ts'
import { textForms } from './text-forms.ts'
import { describe, escaped } from './validation-messages.ts'

/** Far more than any list or object here takes. To look for doubles in a list of objects, Ajv compares each with all. */
const widest = 1_000
const mostFaults = 50

/** Fastify's names for the parts of a request, and ours. */
const parts = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const
type HttpPart = keyof typeof parts

const noQuery = { type: 'object', properties: {}, additionalProperties: false }
/** What a write without a body takes. Not a part of the contract. */
export const noBody = { type: ['object', 'null'], additionalProperties: false }

/** A route that declares no query or no body takes none: an unknown name is refused, never ignored. */
export function refusesUndeclared(app: App): void {
  app.addHook('onRoute', ({ schema, config, method }) => {
    if (!schema || config?.outside) return
    schema.querystring ??= noQuery
    if (!config?.takes && ['POST', 'PUT', 'PATCH', 'DELETE'].includes(String(method))) schema.body ??= noBody
  })
}

interface RouteSchema {
  schema: AnySchema
  httpPart?: string
}

/**
 * What Fastify asks for compilers. Bodies are taken as they are sent: Fastify's own Ajv would turn `{"name":null}` into
 * `""`, `true` into 1 and drop unknown fields, all with 200. Query, path and headers are text by nature and are coerced.
 */
export function buildValidator(externalSchemas: Record<string, AnySchema | AnySchema[]>) {
  // `verbose`: what a person is told stands in the schema that a value breaks.
  const options = { allErrors: true, strict: false, verbose: true, keywords: ['example'] }
  const strict = new Ajv(options)
  const coercing = new Ajv({ ...options, coerceTypes: true, useDefaults: true })
  for (const ajv of [strict, coercing]) {
    addFormats.default(ajv)
    // Postgres knows no year 0.
    const { validate: isDay } = ajv.formats['date'] as { validate: (text: string) => boolean }
    ajv.addFormat('date', (text: string) => isDay(text) && !text.startsWith('0000'))
    // What these two are is told by their `x-form`.
    ajv.addFormat('iri', true)
    ajv.addFormat('idn-email', true)
    ajv.addKeyword(textFormKeyword)
    ajv.addFormat('uuid', uuid)
    for (const schema of Object.values(externalSchemas)) ajv.addSchema(schema)
  }
  return ({ schema, httpPart = 'body' }: RouteSchema) => {
    const part = parts[httpPart as HttpPart]
    // Compiled when it is first needed: all of them at once would be half of the time that a start takes. Ajv remembers.
    return (data: unknown) => check(data, part, schema, (part === 'body' ? strict : coercing).compile(schema))
  }
}

function check(data: unknown, part: Fault['part'], schema: AnySchema, validate: ValidateFunction) {
  // A body that is no JSON: what it holds is for the route to say.
  if (data instanceof Uint8Array) return { value: data }
  const faults: Fault[] = []
  if (part === 'query') faults.push(...personalIn(data as Record<string, unknown>))
  const value = part === 'header' ? data : cleaned(data, part, '', faults)
  if (part === 'query') splitLists(value as Record<string, unknown>, schema)
  if (!validate(value)) faults.push(...meaningful(validate.errors ?? []).map((error) => describe(error, part)))
  if (faults.length === 0) return { value }
  const some = faults.slice(0, mostFaults)
  return { error: new RegistryError('invalid_request', summaryOf(some), some) }
}

/** `x-form` in a schema: a text that its form can be read from is put into that form, any other is refused. */
const textFormKeyword: FuncKeywordDefinition = {
  keyword: 'x-form',
  type: 'string',
  modifying: true,
  errors: true,
  compile: (name: keyof typeof textForms, schema) => {
    const { minLength = 0, maxLength = Infinity } = schema as { minLength?: number; maxLength?: number }
    const validate: DataValidateFunction = (text: string, context) => {
      // Of these there is a fault already.
      if (text.length < minLength || text.length > maxLength || !isText(text)) return true
      const { read, beside = () => ({}) } = textForms[name]
      const formedText = read(text)
      const isRead = formedText !== undefined && (!context || saysBesides(context, beside(text)))
      if (!isRead) validate.errors = [{ keyword: 'x-form', params: { form: name } }]
      else if (context) context.parentData[context.parentDataProperty] = formedText
      return isRead
    }
    return validate
  },
}

/** Sets what a text says besides in the fields beside it, unless one of them says something else. */
function saysBesides({ parentData, parentDataProperty }: DataValidationCxt, beside: Record<string, string>): boolean {
  return Object.entries(beside).every(([suffix, value]) => {
    const field = `${parentDataProperty}${suffix}`
    parentData[field] ??= value
    return parentData[field] === value
  })
}

/** Postgres cannot store the first of them, and the last are what rows are packed with (`db/packed.ts`). */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/

/** Text trimmed and in NFC, in place; its depth was bounded when it was read. UTF-8 has no lone surrogate. */
function cleaned(value: unknown, part: Fault['part'], pointer: string, faults: Fault[]): unknown {
  if (typeof value === 'string') return cleanText(value, part, pointer, faults)
  if (typeof value !== 'object' || value === null) return value
  const holder = value as Record<string, unknown>
  const names = Object.keys(holder)
  if (names.length > widest) {
    faults.push({
      part,
      pointer,
      code: 'too_many',
      detail: { en: `Holds more than ${widest} values.`, sv: `Har fler än ${widest} värden.` },
    })
    return null
  }
  for (const name of names) {
    holder[name] = cleaned(holder[name], part, `${pointer}/${escaped(name)}`, faults)
  }
  return holder
}

function isText(text: string): boolean {
  return !controls.test(text) && text.isWellFormed()
}

function cleanText(text: string, part: Fault['part'], pointer: string, faults: Fault[]): string {
  if (!isText(text)) {
    faults.push({
      part,
      pointer,
      code: 'not_text',
      detail: {
        en: 'Text cannot hold control characters other than tabs and line breaks, or half of a surrogate pair.',
        sv: 'Text får inte innehålla andra styrtecken än tabbar och radbrytningar, eller ett halvt surrogatpar.',
      },
    })
  }
  return text.normalize('NFC').trim()
}

/** A query is repeated in links, kept by proxies, and seen in the lists of browsers. A cursor is of our own making. */
function personalIn({ cursor: _, ...query }: Record<string, unknown>): Fault[] {
  return Object.entries(query)
    .filter(([, value]) => [value].flat().some((text) => typeof text === 'string' && holdsPersonalNumber(text)))
    .map(([name]) => ({
      part: 'query',
      pointer: `/${escaped(name)}`,
      code: 'personal_number',
      detail: {
        en: 'This looks like a personal identity number. The register does not keep those, and nothing is found by them.',
        sv: 'Detta ser ut som ett personnummer. Registret sparar inte sådana, och inget går att söka med dem.',
      },
    }))
}

/** `type=a,b` and `type=a&type=b` both mean a or b, for every query name that is a list. */
function splitLists(query: Record<string, unknown>, schema: AnySchema): void {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> }
  for (const [name, { type }] of Object.entries(properties)) {
    if (type !== 'array' || query[name] === undefined) continue
    const given = [query[name] as string | string[]].flat()
    query[name] = given.flatMap((value) => value.split(',').map((word) => word.trim()))
  }
}

/** Without the errors that only say that another one is inside, or that a text is too long for a form which it has not. */
function meaningful(all: ErrorObject[]): ErrorObject[] {
  const formless = new Set(all.filter(({ keyword }) => keyword === 'format').map(({ instancePath }) => instancePath))
  const errors = all.filter(({ keyword, instancePath }) => keyword !== 'maxLength' || !formless.has(instancePath))
  const inner = errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'allOf' && keyword !== 'if')
  return inner.length > 0 ? inner : errors
}
