import { and, eq, getTableColumns, getTableName, gt, inArray, isNull, lte, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { notFound } from '../../errors.ts'
import { present, selfLink } from '../../representation.ts'
import { matches } from '../../search/match.ts'
import { termsPath, type Term, type TermQuery, type VocabularyName } from './schema.ts'
import { contributionTypes, outcomeMetrics, participantRoles, sectors, targetGroups, type units } from './table.ts'

/** The tables by name, seen as what they have in common. */
const tables = {
  'contribution-types': contributionTypes as unknown as typeof sectors,
  sectors,
  'participant-roles': participantRoles as unknown as typeof sectors,
  'target-groups': targetGroups as unknown as typeof sectors,
  'outcome-metrics': outcomeMetrics as unknown as typeof sectors,
}

export function tableOf(vocabulary: VocabularyName): typeof sectors {
  return tables[vocabulary]
}

export function tableNameOf(vocabulary: VocabularyName): string {
  return getTableName(tableOf(vocabulary))
}

export function termOrders(vocabulary: VocabularyName) {
  const table = tableOf(vocabulary)
  return {
    position: { key: sql`${table.position}`, type: 'bigint' },
    code: { key: sql`${table.code}`, type: 'text' },
    label: { key: sql`(${table.labelSv} collate "sv-SE-x-icu")`, type: 'text' },
    createdAt: { key: sql`${table.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${table.updatedAt}`, type: 'timestamptz' },
  } as const
}

/** With what only some of the tables have. */
type Row = typeof sectors.$inferSelect & {
  unit?: (typeof units)[number]
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

export async function listTerms(
  db: Reader,
  vocabulary: VocabularyName,
  query: TermQuery,
  today: string,
  order: Order,
  window: Window,
) {
  const table = tableOf(vocabulary)
  const id = sql`${table.id}`
  const rows = await db
    .select({ row: columnsOf(vocabulary), id: table.id, sortKey: keyOf(order) })
    .from(table)
    .where(all(...conditions(vocabulary, query, today), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countTerms(db: Reader, vocabulary: VocabularyName, query: TermQuery, today: string): Promise<number> {
  return db.$count(tableOf(vocabulary), all(...conditions(vocabulary, query, today)))
}

function conditions(
  vocabulary: VocabularyName,
  { q, ended, updatedAfter }: TermQuery,
  today: string,
): (SQL | undefined)[] {
  const table = tableOf(vocabulary)
  return [
    ended === undefined ? undefined : ended ? lte(table.endedOn, today) : inUse(table, today),
    updatedAfter === undefined ? undefined : gt(table.updatedAt, updatedAfter),
    matches(sql`fold(concat_ws(' ', ${table.code}, ${table.labelSv}, ${table.labelEn}))`, q),
  ]
}

export function toTerm(vocabulary: VocabularyName, row: Row): Term {
  const { labelSv, labelEn, ...own } = row
  return {
    ...present(own),
    label: { sv: labelSv, en: labelEn },
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
export async function unknownOrEndedCodes(
  db: Reader,
  table: CodeTable,
  codes: string[],
  day: string,
): Promise<string[]> {
  if (codes.length === 0) return []
  const rows = await db
    .select({ code: table.code })
    .from(table)
    .where(and(inArray(table.code, codes), inUse(table, day)))
  const usable = new Set(rows.map(({ code }) => code))
  return codes.filter((code) => !usable.has(code))
}

/** Every outcome metric, and the one that it is a part of, or null. */
export async function findWholes(db: Reader): Promise<Map<string, string | null>> {
  const rows = await db.select({ code: outcomeMetrics.code, partOf: outcomeMetrics.partOf }).from(outcomeMetrics)
  return new Map(rows.map(({ code, partOf }) => [code, partOf]))
}
