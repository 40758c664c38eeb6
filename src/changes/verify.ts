import { sql } from 'drizzle-orm'
import { transact, type Database, type Transaction } from '../db/connect.ts'
import { sealChanges } from './queries.ts'
import { chainHead } from './table.ts'

/** An entry of the log, or a place in it, that is not as it was sealed. */
interface Tampering {
  position: number
  what: 'altered' | 'missing before it' | 'link altered' | 'removed from the end'
}

export interface Verdict {
  /** How many entries were looked at, and how many of them have been redacted since. */
  entries: number
  redacted: number
  /** The last link: noted elsewhere, it proves later that the log up to it is still the same. */
  head: { position: number; link: string }
  tampering: Tampering[]
}

interface Entry extends Record<string, unknown> {
  position: number
  seq: string
  content: string
  sealed: string
  link: string
  expected: string
}

const batch = 5_000
const mostFound = 1_000

/**
 * Goes through the whole log and holds every entry against its seal: what it says against its hash, or against the hash
 * that a redaction gave it, which is in the chain itself; and its link against the entry before. What was written since
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
  const redactedTo = await readRedactions(tx)
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
    for (const { position, seq, content, sealed, link, expected } of rows) {
      if (position !== last + 1) note(position, 'missing before it')
      else if (link !== expected) note(position, 'link altered')
      if (content !== sealed) {
        if (redactedTo.get(seq)?.has(content)) redacted++
        else note(position, 'altered')
      }
      if (noticed && position === noticed.position) stands = link === noticed.link
      ;[last, lastLink] = [position, link]
    }
    entries += rows.length
    onProgress(entries)
  }
  if (last !== head.position || lastLink !== head.link) note(last + 1, 'removed from the end')
  if (!stands) note(noticed!.position, 'link altered')
  return { entries, redacted, head, tampering }
}

/** The entries behind a position; `expected` is the link that follows from the one before. */
async function read(tx: Transaction, after: number, link: string): Promise<Entry[]> {
  const { rows } = await tx.execute<Entry>(sql`
    select position, seq::text as seq, encode(change_content(c), 'hex') as content, encode(content_hash, 'hex') as sealed,
      encode(link, 'hex') as link,
      encode(chain_link(coalesce(lag(link) over (order by position), decode(${link}, 'hex')), position, content_hash), 'hex') as expected
    from changes c where position > ${after} order by position limit ${batch}`)
  return rows
}

/** What entries say since they were redacted, by their `seq`: as the log of the redactions has it, not their table. */
async function readRedactions(tx: Transaction): Promise<Map<string, Set<string>>> {
  const { rows } = await tx.execute<{ seq: string; content: string }>(sql`
    select key as seq, value as content from changes, jsonb_each_text(new_values -> 'contents')
    where table_name = 'redactions' and operation = 'insert'`)
  return rows.reduce(
    (found, { seq, content }) => found.set(seq, (found.get(seq) ?? new Set()).add(content)),
    new Map<string, Set<string>>(),
  )
}
