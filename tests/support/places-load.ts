import type pg from 'pg'
import { base } from '../../src/representation.ts'

export interface Contest {
  /** The registers, keys and requests are paired in turn. */
  urls: string[]
  keys: string[]
  contributionId: string
  requests: number
  /** Hears of each answer as it comes. */
  onAnswer?: (answer: Answer) => void
}

/** What one request got: the status is 0 when the register was gone before it answered. */
export interface Answer {
  status: number
  id?: string
  available?: number
  ms: number
}

/** So many requests for one place each, all at once. */
export function contend({ urls, keys, contributionId, requests, onAnswer }: Contest): Promise<Answer[]> {
  const ask = async (i: number): Promise<Answer> => {
    const url = `${urls[i % urls.length]}${base}/contributions/${contributionId}/allocations`
    const key = keys[Math.floor(i / urls.length) % keys.length]!
    const started = performance.now()
    try {
      const response = await post(url, key, { quantity: 1, reference: `L-${i}` })
      const { id, available } = (await response.json()) as Answer
      return {
        status: response.status,
        ms: performance.now() - started,
        ...(response.ok ? { id: id! } : { available: available! }),
      }
    } catch {
      return { status: 0, ms: performance.now() - started }
    }
  }
  return Promise.all(
    Array.from({ length: requests }, async (_, i) => {
      const answer = await ask(i)
      onAnswer?.(answer)
      return answer
    }),
  )
}

export function post(url: string, key: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** How many answers there were of each status. */
export function tally(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** The contributions whose counters are not the sums of their allocations, or that have given out more than they have. */
export async function miscounted(pool: pg.Pool | pg.Client): Promise<unknown[]> {
  const { rows } = await pool.query(`
    select id, title, offered, funded, reserved, filled, completed, held.* from contributions
      cross join lateral (
        select coalesce(sum(quantity) filter (where status = 'reserved'), 0) as sum_reserved,
          coalesce(sum(quantity) filter (where status in ('confirmed', 'started', 'completed')), 0) as sum_filled,
          coalesce(sum(quantity) filter (where status = 'completed'), 0) as sum_completed
        from allocations where contribution_id = contributions.id) held
    where (reserved, filled, completed) <> (sum_reserved, sum_filled, sum_completed)
      or reserved + filled > least(offered, coalesce(funded, offered))`)
  return rows
}
