import { sql } from 'drizzle-orm'
import { transact, type Database, type Transaction } from '../db/connect.ts'
import { sealChanges } from './queries.ts'
import { chainHead } from './table.ts'

/** An entry of the log, or a place in it, that is not as it was sealed. */
interface Tampering {
  position: number
  what:
    | 'altered'
    | 'who, when, which row or what was done altered'
    | 'values altered'
    | 'redacted without a redaction'
    | 'missing before it'
    | 'link altered'
    | 'removed from the end'
}

export interface Verdict {
  /** How many entries were looked at, and how many of them have been redacted since. */
  entries: number
  redacted: number
  /** The last link: noted elsewhere, it proves later that the log up to it is still the same. */
  head: { position: number; link: string }
  tampering: Tampering[]
  /** Redactions that nobody made through the register, but somebody in psql. */
  pastRegister: Pick<RedactionOfRow, 'position' | 'table' | 'rowId' | 'fields'>[]
}

interface Entry extends Record<string, unknown> {
  position: number
  seq: number
  form: number
  table: string
  rowId: string
  /** The hash of what it says is not the sealed one; of form 2: the two hashes do not make it. */
  isAltered: boolean
  /** Of form 2. */
  isHeadAltered: boolean
  areValuesAltered: boolean
  /** Of an entry that has been redacted since it was sealed, as it says itself: what it says now, and the fields that are gone. */
  content: string | null
  gone: string[] | null
  link: string
  expected: string
}

/** As the log has it, not the table of the redactions. */
interface RedactionOfRow extends Record<string, unknown> {
  seq: number
  position: number | null
  table: string
  rowId: string
  /** All of them when none is named. */
  fields: string[]
  contents: Record<string, string>
  isPastRegister: boolean
}

const batch = 5_000
const mostFound = 1_000

/**
 * Goes through the whole log and holds every entry against its seal, and its link against the entry before. Of an entry of
 * form 2 the fields that a redaction took out are proved by their hashes, and all the rest as before. One of form 1 has
 * another hash since, which must be that of the redaction; what else was changed with it is not found. Either is taken
 * for redacted only by a later redaction, in the chain itself, of its own row and fields. What was written since
 * the last sealing is sealed first. `noticed` is a link noted before, which must still stand at its position. `onProgress`
 * hears how many entries were looked at. What is written, sealed and redacted meanwhile is not looked at.
 */
export async function verifyChanges(
  db: Database,
  noticed?: { position: number; link: string },
  onProgress: (entries: number) => void = () => {},
): Promise<Verdict> {
  while ((await sealChanges(db)) > 0);
  return transact(db.writers, async (tx) => {
    // One moment for all that is read, or what moves between two reads would look like tampering.
    await tx.execute(sql`set transaction isolation level repeatable read, read only`)
    return verifySealed(tx, noticed, onProgress)
  })
}

async function verifySealed(
  tx: Transaction,
  noticed: { position: number; link: string } | undefined,
  onProgress: (entries: number) => void,
): Promise<Verdict> {
  const redactions = await readRedactions(tx)
  const { rows: heads } = await tx.execute<{ position: number; link: string }>(
    sql`select position, encode(link, 'hex') as link from ${chainHead}`,
  )
  const head = heads[0]!
  const tampering: Tampering[] = []
  const note = (position: number, what: Tampering['what']) => {
    if (tampering.length < mostFound) tampering.push({ position, what })
  }
  let [entries, redacted, last] = [0, 0, 0]
  let lastLink = ''
  let stands = noticed === undefined || noticed.position === 0
  for (let rows = await read(tx, last, lastLink); rows.length > 0; rows = await read(tx, last, lastLink)) {
    for (const entry of rows) {
      const { position, link, expected } = entry
      if (position !== last + 1) note(position, 'missing before it')
      else if (link !== expected) note(position, 'link altered')
      const fault = faultOf(entry, redactions)
      if (fault) note(position, fault)
      else if (entry.content !== null) redacted++
      if (noticed && position === noticed.position) stands = link === noticed.link
      ;[last, lastLink] = [position, link]
    }
    entries += rows.length
    onProgress(entries)
  }
  if (last !== head.position || lastLink !== head.link) note(last + 1, 'removed from the end')
  if (!stands) note(noticed!.position, 'link altered')
  const pastRegister = redactions.all
    .filter(({ isPastRegister }) => isPastRegister)
    .map(({ position, table, rowId, fields }) => ({ position, table, rowId, fields }))
  return { entries, redacted, head, tampering, pastRegister }
}

/** What is wrong with an entry itself; nothing when it is as it was sealed, or was redacted and tells of it. */
function faultOf(entry: Entry, redactions: Redactions): Tampering['what'] | undefined {
  if (entry.isHeadAltered) return 'who, when, which row or what was done altered'
  if (entry.areValuesAltered) return 'values altered'
  if (entry.form === 2 && entry.isAltered) return 'altered'
  if (entry.content === null) return entry.isAltered ? 'altered' : undefined
  if (isRedactedBy(redactions.ofEntry.get(entry.seq) ?? [], entry)) return undefined
  return entry.form === 1 ? 'altered' : 'redacted without a redaction'
}

function isRedactedBy(candidates: RedactionOfRow[], { seq, form, table, rowId, content, gone }: Entry): boolean {
  const own = candidates.filter((one) => one.table === table && one.rowId === rowId && one.seq > seq)
  const isNamed = (field: string) => own.some(({ fields }) => fields.length === 0 || fields.includes(field))
  // An entry of form 1 does not tell what was redacted from what somebody wrote so.
  const areNamed = form === 1 ? gone!.some(isNamed) : gone!.every(isNamed)
  return areNamed && own.some(({ contents }) => contents[seq] === content)
}

/** The entries behind a position; `expected` is the link that follows from the one before. */
async function read(tx: Transaction, after: number, link: string): Promise<Entry[]> {
  const { rows } = await tx.execute<Entry>(sql`
    select position, seq, form, table_name as "table", row_id as "rowId", "isAltered",
      form = 2 and head_hash is distinct from change_head(c) as "isHeadAltered",
      form = 2 and values_hash is distinct from change_values(c) as "areValuesAltered",
      case when "isRedacted" then encode(redacted_content(c), 'hex') end as content,
      case when "isRedacted" then array(select distinct name from change_fields(old_values, new_values)
        where value = '"[redacted]"' and (form = 1 or proof -> 'hashes' ? (side || name))) end as gone,
      encode(link, 'hex') as link,
      encode(chain_link(coalesce(lag(link) over (order by position), decode(${link}, 'hex')), position, content_hash), 'hex') as expected
    from changes c, lateral (
      select content_hash is distinct from case form when 1 then change_content(c) else sha256(head_hash || values_hash) end) sealed("isAltered"),
    lateral (
      select case form when 1 then "isAltered" and salt is null else proof is not null end) redacted("isRedacted")
    where position > ${after} order by position limit ${batch}`)
  return rows
}

interface Redactions {
  all: RedactionOfRow[]
  /** By the `seq` of the entries that they touched. */
  ofEntry: Map<number, RedactionOfRow[]>
}

async function readRedactions(tx: Transaction): Promise<Redactions> {
  const { rows } = await tx.execute<RedactionOfRow>(sql`
    select seq, position, new_values ->> 'table_name' as "table", new_values ->> 'row_id' as "rowId",
      new_values -> 'fields' as fields, new_values -> 'contents' as contents, actor_kind = 'database' as "isPastRegister"
    from changes where table_name = 'redactions' and operation = 'insert' order by seq`)
  const ofEntry = new Map<number, RedactionOfRow[]>()
  for (const one of rows) {
    for (const seq of Object.keys(one.contents).map(Number)) ofEntry.set(seq, [...(ofEntry.get(seq) ?? []), one])
  }
  return { all: rows, ofEntry }
}
