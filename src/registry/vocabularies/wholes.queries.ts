import type { Reader } from '../../db/connect.ts'
import { outcomeMetrics } from './table.ts'

/** Every outcome metric, and the one that it is a part of, or null. */
export async function findWholes(db: Reader): Promise<Map<string, string | null>> {
  const rows = await db.select({ code: outcomeMetrics.code, partOf: outcomeMetrics.partOf }).from(outcomeMetrics)
  return new Map(rows.map(({ code, partOf }) => [code, partOf]))
}
