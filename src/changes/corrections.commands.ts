import type { Fault } from '../errors.ts'
import { personalFaults } from '../personal.rules.ts'
import type { Work } from '../work.ts'
import { corrections } from './corrections.table.ts'

/** What is wrong with the reason of a correction: it stays in the log, so it names no person. */
export function reasonFaults(reason: string): Fault[] {
  return personalFaults('/reason', reason)
}

/** Lets the log say why a row came to a version. Call it in the transaction that wrote that version. */
export async function noteCorrection(
  work: Work,
  tableName: string,
  row: { id: string; version: number },
  reason: string,
): Promise<void> {
  await work.tx.insert(corrections).values({ tableName, rowId: row.id, rowVersion: row.version, reason })
}
