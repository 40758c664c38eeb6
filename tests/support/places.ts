import { organisationOf } from './builders.ts'
import type { TestApp } from './test-app.ts'

/** Keys of so many matchers, each of an organisation of its own. */
export function matcherKeys(t: TestApp, count: number): Promise<string[]> {
  const make = async (_: unknown, i: number): Promise<string> => {
    const { id } = await organisationOf(t, { name: `Skola ${i + 1} (påhittad)` })
    const key = { name: `Skola ${i + 1}`, role: 'matcher', organisationId: id }
    return (await t.as.coordinator.post('/api-keys', key).expect(201)).body.key
  }
  return Promise.all(Array.from({ length: count }, make))
}

/** The id of an open offer of the partner's, of so many places. */
export async function offerOf(t: TestApp, offered: number): Promise<string> {
  const body = { type: 'feriejobb', title: 'Sommarjobb (påhittat)', capacity: { offered }, status: 'published' }
  return (await t.as.partner.post('/contributions', body).expect(201)).body.id
}
