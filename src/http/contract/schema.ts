import { Type, type Static, type TObject, type TProperties, type TSchema, type TUnsafe } from 'typebox'
import type { Words } from '../../errors.ts'
import { base } from '../../representation.ts'

/** Every component of the contract, by name, in the order of their making. */
export const components = new Map<string, TSchema>()

/** Those that are no objects: whatever is the same, word for word, refers to them in the contract, and in it alone. */
export const scalars = new Map<string, TSchema>()

export function scalar<T extends TSchema>(name: string, schema: T): T {
  scalars.set(name, schema)
  return schema
}

/** Makes a schema a named component of the contract. Use it elsewhere as `ref(schema)`, never inline. */
export function named<T extends TSchema>(name: string, schema: T): T {
  if (components.has(name)) throw new Error(`Two schemas are named ${name}`)
  components.set(name, Object.assign(schema, { $id: name }))
  return schema
}

/** A `$ref` to a named component, with its type. */
export function ref<T extends TSchema>(schema: T): TUnsafe<Static<T>> {
  const { $id } = schema as { $id?: string }
  if (!$id) throw new Error('Only a named schema can be referred to')
  return Type.Unsafe<Static<T>>({ $ref: `${$id}#` })
}

/** One of a closed list of codes. */
export function closedList<const T extends readonly string[]>(list: T, options: object = {}): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...list], ...options })
}

/** The same, or null where a field may be cleared. */
export function orNull<T extends TSchema>(schema: T): TUnsafe<Static<T> | null> {
  const { type, enum: list, ...rest } = schema as { type?: string; enum?: unknown[] }
  if (!type) return Type.Unsafe({ anyOf: [schema, { type: 'null' }] })
  return Type.Unsafe({ ...rest, type: [type, 'null'], ...(list && { enum: [...list, null] }) })
}

/** A body: nothing in it that is not declared. */
export function body<T extends TProperties>(properties: T, options: object = {}): TObject<T> {
  return Type.Object(properties, { additionalProperties: false, ...options })
}

type Clearable<T extends TProperties, Kept extends keyof T> = {
  [K in keyof T]: T[K] extends TSchema ? TSchemaOptional<K extends Kept ? Static<T[K]> : Static<T[K]> | null> : never
}
type TSchemaOptional<V> = ReturnType<typeof Type.Optional<TUnsafe<V>>>

/**
 * A merge patch (RFC 7396) of these fields: all optional, and null clears those not named in `kept`. A field that has
 * `default` in its schema keeps it out of the patch: what is not sent does not change.
 */
export function patchOf<T extends TProperties, const Kept extends keyof T & string>(
  properties: T,
  kept: readonly Kept[],
  options: object = {},
): TObject<Clearable<T, Kept>> {
  const optional = Object.entries(properties).map(([name, schema]) => {
    const { default: _, ...field } = schema as TSchema & { default?: unknown }
    return [name, Type.Optional((kept as readonly string[]).includes(name) ? Type.Unsafe(field) : orNull(field))]
  })
  return Type.Object(Object.fromEntries(optional), {
    additionalProperties: false,
    minProperties: 1,
    ...options,
  }) as TObject<Clearable<T, Kept>>
}

const patterns = new Map<string, Words>()

/** Text of a form that a pattern tells, and how to say to a person what form that is: "must be ..., as ...". */
export function formed(pattern: string, en: string, sv: string, options: object = {}) {
  patterns.set(pattern, { en, sv })
  return Type.String({ pattern, ...options })
}

/** How to say what a pattern asks for. */
export function wordsOfPattern(pattern: string): Words | undefined {
  return patterns.get(pattern)
}

/** What a whole number of Postgres reaches. */
export const largest = 2_147_483_647
/** No text that the register takes or tells is longer. */
const longest = 10_000

export const exampleId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10'

/** A text that is told. */
export const Text = (options: object = {}) => Type.String({ maxLength: longest, ...options })
/** A whole number that is told, such as a count. */
export const Whole = (options: object = {}) => Type.Integer({ minimum: 0, maximum: largest, ...options })
/** A list that is told, as a whole and not by pages. */
export const All = <T extends TSchema>(items: T, options: object = {}) =>
  Type.Array(items, { maxItems: 10_000, ...options })

export const Id = scalar('Id', Type.String({ format: 'uuid', maxLength: 36, description: 'UUID, version 7.' }))
export const Day = scalar('Day', Type.String({ format: 'date', maxLength: 10, example: '2025-06-16' }))
export const Instant = scalar(
  'Instant',
  Type.String({ format: 'date-time', maxLength: 40, example: '2025-06-16T08:00:00.000Z' }),
)
export const Url = Type.String({ format: 'iri', 'x-form': 'web-address', maxLength: 500 })
export const Email = Type.String({ format: 'idn-email', 'x-form': 'e-mail', maxLength: 254 })
export const Phone = Type.String({
  'x-form': 'telephone',
  maxLength: 60,
  description: 'However it is written, as 0303-00 00 00; answered as +46 303 00 00 00 (ITU-T E.123).',
})
/** Text on one line, such as a name. */
export const Line = (maxLength: number, options: object = {}) =>
  Type.String({ minLength: 1, maxLength, 'x-form': 'line', ...options })
export const Tag = Type.String({ minLength: 1, maxLength: 60, 'x-form': 'tag' })
/** Text in paragraphs. */
export const Prose = (options: object = {}) =>
  Type.String({ minLength: 1, maxLength: longest, 'x-form': 'prose', ...options })
export const Code = scalar(
  'Code',
  formed(
    '^[a-z0-9]+([-_][a-z0-9]+)*$',
    'must be a code: small letters a to z and digits, with - or _ between them',
    'ska vara en kod: små bokstäver a till z och siffror, med - eller _ emellan',
    { maxLength: 60 },
  ),
)
export const DocumentHash = scalar(
  'DocumentHash',
  formed(
    '^[0-9a-f]{64}$',
    'must be a SHA-256: 64 characters, 0 to 9 and a to f',
    'ska vara en SHA-256: 64 tecken, 0 till 9 och a till f',
    { maxLength: 64, description: 'SHA-256 of a document, in lower-case hexadecimal.' },
  ),
)
/** A code of a list that is read at a path; whoever sends what is no code is told where the codes are. */
export const codeAt = (name: string, path: string) => scalar(name, Type.String({ ...Code, 'x-codes': base + path }))
/** A list of distinct values; bounded, as all that comes in. */
export const List = <T extends TSchema>(items: T, maxItems = 50, options: object = {}) =>
  Type.Array(items, { maxItems, uniqueItems: true, ...options })

export const Link = named('Link', Type.Object({ href: Text() }, { description: 'A link, as in HAL.' }))
export const SelfLink = named('SelfLink', Type.Object({ self: ref(Link) }))
const PageLinks = named(
  'PageLinks',
  Type.Object({
    self: ref(Link),
    first: ref(Link),
    next: Type.Optional(ref(Link)),
  }),
)

const Version = scalar(
  'Version',
  Whole({ minimum: 1, description: 'Raised by every change. The ETag begins with it.' }),
)
const Total = scalar('Total', Whole({ description: 'How many there are in all; only with count=true.' }))

const TotalCertain = scalar(
  'TotalCertain',
  Whole({ description: 'How many of them certainly; only with count=true, of a list that is about a day.' }),
)
/** What every representation of a kept row has. */
export const rowFields = {
  id: Id,
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
  _links: ref(SelfLink),
}

export const exampleRow = (path: string) => ({
  id: exampleId,
  version: 1,
  createdAt: '2025-02-03T09:30:00.000Z',
  updatedAt: '2025-02-03T09:30:00.000Z',
  _links: { self: { href: `${base}${path}/${exampleId}` } },
})
const listQueries = new WeakSet<object>()

/** Makes a schema the query of a list: what the route of a list is known by. */
export function asListQuery<T extends TSchema>(schema: T): T {
  listQueries.add(schema)
  return schema
}

export function isListQuery(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && listQueries.has(schema)
}

export const mostInPage = 200

/** A page of a list. Its example is of an empty one: what an item looks like stands with the item, once. */
export function pageOf<T extends TSchema>(item: T) {
  const { $id, properties } = item as { $id?: string; properties?: object }
  const isAboutDay = properties && 'certainty' in properties
  const none: { totalCertain?: never } = {}
  const path = `${base}/...`
  return named(
    `${$id}Page`,
    Type.Object(
      {
        items: Type.Array(ref(item), { maxItems: mostInPage }),
        _links: ref(PageLinks),
        total: Type.Optional(Total),
        ...(isAboutDay ? { totalCertain: Type.Optional(TotalCertain) } : none),
      },
      { examples: [{ items: [], _links: { self: { href: path }, first: { href: path } } }] },
    ),
  )
}
