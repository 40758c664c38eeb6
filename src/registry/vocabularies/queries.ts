import { and, eq, getTableColumns, getTableName, gt, inArray, isNull, lte, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Reader } from '../../db/connect.ts'
import { byUpdate } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound, type Fault } from '../../errors.ts'
import { base, present, selfLink } from '../../representation.ts'
import { searchOf } from '../../search/match.ts'
import { codeFaults, isBuiltIn, type UnusableCodes } from './rules.ts'
import { termsPath, type Term, type TermQuery, type VocabularyName } from './schema.ts'
import {
  collaborationKinds,
  contactRoles,
  contributionTypes,
  outcomeMetrics,
  participantRoles,
  sectors,
  signatureEndReasons,
  signatureMethods,
  targetGroups,
} from './table.ts'
import type { Unit } from './units.rules.ts'

/** The tables by name, seen as what they have in common. */
const tables = {
  'contribution-types': contributionTypes as unknown as typeof sectors,
  sectors,
  'participant-roles': participantRoles as unknown as typeof sectors,
  'target-groups': targetGroups as unknown as typeof sectors,
  'outcome-metrics': outcomeMetrics as unknown as typeof sectors,
  'collaboration-kinds': collaborationKinds as unknown as typeof sectors,
  'contact-roles': contactRoles as unknown as typeof sectors,
  'signature-methods': signatureMethods as unknown as typeof sectors,
  'signature-end-reasons': signatureEndReasons as unknown as typeof sectors,
}

export function tableOf(vocabulary: VocabularyName): typeof sectors {
  return tables[vocabulary]
}

export function tableNameOf(vocabulary: VocabularyName): string {
  return getTableName(tableOf(vocabulary))
}

/** With what only some of the tables have. */
type Row = typeof sectors.$inferSelect & {
  unit?: Unit | null
  followUpDays?: number
  partOf?: string | null
}

function columnsOf(vocabulary: VocabularyName) {
  return getTableColumns(tableOf(vocabulary))
}

/** One term; throws `not_found`. */
export async function getTerm(db: Reader, vocabulary: VocabularyName, id: string): Promise<Term> {
  const table = tableOf(vocabulary)
  const [row] = await db.select(columnsOf(vocabulary)).from(table).where(eq(table.id, id))
  if (!row) throw notFound('term', 'term')
  return toTerm(vocabulary, row)
}

function listOf(vocabulary: VocabularyName) {
  const table = tableOf(vocabulary)
  return list<{ today: string }, TermQuery, { row: Row }>({
    from: table,
    id: table.id,
    columns: { row: columnsOf(vocabulary) },
    filters: {
      ended: (hasEnded, { today }) => (hasEnded ? lte(table.endedOn, today) : inUse(table, today)),
      updatedAfter: byUpdate(table.updatedAt),
    },
    search: searchOf(sql`fold(concat_ws(' ', ${table.code}, ${table.labelSv}, ${table.labelEn}))`),
    orders: {
      position: { key: sql`${table.position}`, type: 'bigint' },
      code: { key: sql`${table.code}`, type: 'text' },
      label: { key: sql`(${table.labelSv} collate "sv-SE-x-icu")`, type: 'text' },
      createdAt: { key: sql`${table.createdAt}`, type: 'timestamptz' },
      updatedAt: { key: sql`${table.updatedAt}`, type: 'timestamptz' },
    },
    fallback: 'position',
    present: ({ row }) => toTerm(vocabulary, row),
    asOf: ({ today }) => today,
  })
}

/** The terms of each vocabulary. */
export const termLists = {
  'contribution-types': listOf('contribution-types'),
  sectors: listOf('sectors'),
  'participant-roles': listOf('participant-roles'),
  'target-groups': listOf('target-groups'),
  'outcome-metrics': listOf('outcome-metrics'),
  'collaboration-kinds': listOf('collaboration-kinds'),
  'contact-roles': listOf('contact-roles'),
  'signature-methods': listOf('signature-methods'),
  'signature-end-reasons': listOf('signature-end-reasons'),
}

function toTerm(vocabulary: VocabularyName, row: Row): Term {
  const { labelSv, labelEn, ...own } = row
  return {
    ...present(own),
    label: { sv: labelSv, en: labelEn },
    ...(isBuiltIn(vocabulary, own.code) && { builtIn: true }),
    _links: selfLink(`${termsPath(vocabulary)}/${own.id}`),
  }
}

/** A table whose rows are known by a code, and go out of use on a day: the vocabularies and the areas. */
type CodeTable = PgTable & { code: PgColumn; endedOn: PgColumn }

/** Terms that may be used for something new on a day. */
export function inUse({ endedOn }: { endedOn: PgColumn }, day: string): SQL {
  return or(isNull(endedOn), gt(endedOn, day))!
}

/**
 * Which of these codes may not be used for anything new on a day: unknown, or ended. A field that keeps the code it had
 * is not new: leave it out. `codeFaults` finds the words for them.
 */
export async function findUnusableCodes(
  db: Reader,
  table: CodeTable,
  codes: string[],
  day: string,
): Promise<UnusableCodes> {
  if (codes.length === 0) return besideCodesInUse(db, table, [], day)
  const rows = await db
    .select({ code: table.code })
    .from(table)
    .where(and(inArray(table.code, codes), inUse(table, day)))
  const usable = new Set(rows.map(({ code }) => code))
  const unusable = codes.filter((code) => !usable.has(code))
  return besideCodesInUse(db, table, unusable, day)
}

/** A fault for a code of a field that may not be used for anything new on a day. Without a code there is none. */
export async function newCodeFaults(
  db: Reader,
  table: CodeTable,
  pointer: string,
  code: string | undefined,
  day: string,
): Promise<Fault[]> {
  return code === undefined ? [] : codeFaults(pointer, code, await findUnusableCodes(db, table, [code], day))
}

const mostNamed = 30

/** Unusable codes, and beside them, where there are any, what could be used instead. */
export async function besideCodesInUse(
  db: Reader,
  table: CodeTable,
  codes: string[],
  day: string,
): Promise<UnusableCodes> {
  const name = getTableName(table)
  const path = base + (name === 'areas' ? '/areas' : termsPath(name.replaceAll('_', '-') as VocabularyName))
  if (codes.length === 0) return { codes, inUse: [], path }
  const rows = await db
    .select({ code: table.code })
    .from(table)
    .where(inUse(table, day))
    .orderBy(table.code)
    .limit(mostNamed)
  return { codes, inUse: rows.map(({ code }) => String(code)), path }
}
