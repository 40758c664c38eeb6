import { eq } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { notFound } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { getArea } from './queries.ts'
import type { Area, AreaPatch, NewArea } from './schema.ts'
import { areas } from './table.ts'

/** Adds an area. Throws `conflict` when its code or number is taken. */
export async function createArea(work: Work, body: NewArea): Promise<Area> {
  const { label, description, ...same } = body
  const [row] = await work.tx
    .insert(areas)
    .values({
      ...same,
      labelSv: label.sv,
      labelEn: label.en,
      descriptionSv: description?.sv,
      descriptionEn: description?.en,
    })
    .returning({ id: areas.id })
  return getArea(work.tx, row!.id)
}

/** Changes what the patch names; its code never changes. Throws `not_found`, `version_mismatch`, `conflict`. */
export async function changeArea(work: Work, id: string, patch: AreaPatch): Promise<Area> {
  await lockArea(work, id)
  const { label, description, ...same } = patch
  await work.tx
    .update(areas)
    .set({
      ...same,
      ...(label?.sv !== undefined && { labelSv: label.sv }),
      ...(label?.en !== undefined && { labelEn: label.en }),
      ...(description === null && { descriptionSv: null, descriptionEn: null }),
      ...(description?.sv !== undefined && { descriptionSv: description.sv }),
      ...(description?.en !== undefined && { descriptionEn: description.en }),
    })
    .where(eq(areas.id, id))
  return getArea(work.tx, id)
}

/** Removes an area that nothing uses. Throws `not_found`, `version_mismatch`, `conflict` naming what uses it. */
export async function removeArea(work: Work, id: string): Promise<void> {
  const row = await lockArea(work, id)
  await assertUnreferenced(work.tx, 'areas', row)
  await removeRow(work.tx, areas, id)
}

/** The row, locked until the transaction ends, at the version that the caller has read. */
async function lockArea(work: Work, id: string) {
  const [row] = await work.tx.select().from(areas).where(eq(areas.id, id)).for('update')
  if (!row) throw notFound('area', 'målområde', 'ett')
  await assertVersion(work, 'areas', row)
  return row
}
