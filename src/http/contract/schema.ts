import { Type, type Static, type TObject, type TProperties, type TSchema, type TUnsafe } from 'typebox'
import type { Words } from '../../errors.ts'
import { base } from '../../representation.ts'
import { precisions, type Precision } from '../../vague-dates.ts'

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

export const ReportYear = scalar(
  'ReportYear',
  Type.Integer({
    minimum: 1900,
    maximum: 2100,
    description:
      'The year of the report that tells of it, where that names no days. It counts for that whole year, and for no month.',
  }),
)

const Source = named(
  'Source',
  body(
    {
      documentId: Type.String({ ...Id, description: 'One of `/documents`.' }),
      page: Type.Optional(Line(40, { description: 'Page or pages, as printed.' })),
      section: Type.Optional(Line(100, { description: 'Number or heading of the section.' })),
      quote: Type.Optional(Line(200, { 'x-form': 'quote', description: 'The words that say it. Never of a person.' })),
    },
    { description: 'Where in a document a fact stands.', examples: [{ documentId: exampleId, section: '4.3' }] },
  ),
)
export const Sources = scalar('Sources', List(ref(Source), 20, { description: 'Documents that the facts come from.' }))

/** What an answer tells of the sources of a row besides them. */
export const attested = {
  attestedFrom: Type.Optional(
    Type.String({ ...Day, description: 'Date of the oldest of its sources: the last day that it may be of.' }),
  ),
  attestedTo: Type.Optional(Type.String({ ...Day, description: 'Date of the newest of its sources, likewise.' })),
}
/** Names of fields whose values no source says: they were inferred by whoever registered them. */
export const inferredOf = (name: string, fields: TProperties) =>
  scalar(
    `${name}Inferred`,
    List(closedList(Object.keys(fields)), 20, {
      description: 'Fields that no source says: somebody has inferred them.',
    }),
  )

const VagueDay = scalar(
  'VagueDay',
  Type.String({
    'x-form': 'vague-date',
    maxLength: 10,
    example: '2025-06-16',
    description:
      'A day; where less is known, the first that it may have been. Also taken in EDTF: 2016, 2016-06, 2016-21 (spring), 2016-33 (first quarter).',
  }),
)
const DatePrecision = scalar(
  'DatePrecision',
  closedList(precisions, { description: 'How precisely the date is known.' }),
)
const DateText = scalar(
  'DateText',
  Line(100, { description: 'The words that the date was given in, as "våren 2016".' }),
)
const LastDay = scalar(
  'LastDay',
  Type.String({
    ...Day,
    example: '2025-06-30',
    description: 'The last day that it may have been, where the day is not known.',
  }),
)
const Edtf = scalar(
  'Edtf',
  Type.String({ maxLength: 12, description: 'In EDTF (ISO 8601-2), where that is not the day itself.' }),
)

type Told = ReturnType<typeof Line>
interface VagueDate<Name extends string> {
  written: Record<Name | `${Name}Text`, Told> & Record<`${Name}Precision`, TUnsafe<Precision>>
  told: Record<`${Name}Last` | `${Name}Edtf`, ReturnType<typeof Type.Optional<Told>>>
}

/** The fields of a date as it is known (`vague-dates.ts`): those that are written, and those that an answer adds. */
export function vagueDate<const Name extends string>(name: Name, description: string): VagueDate<Name> {
  return {
    written: {
      [name]: Type.String({ ...VagueDay, description }),
      [`${name}Precision`]: DatePrecision,
      [`${name}Text`]: DateText,
    },
    told: {
      [`${name}Last`]: Type.Optional(LastDay),
      [`${name}Edtf`]: Type.Optional(Edtf),
    },
  } as VagueDate<Name>
}

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
/** In an answer about a day: whether a row certainly was so then, or possibly. */
export const CertaintyOnDay = scalar(
  'CertaintyOnDay',
  closedList(['certain', 'possible'], {
    description: 'Whether it certainly was so on the day that is asked about, as far as dates and sources say.',
  }),
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
