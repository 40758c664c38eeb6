import { createHash } from 'node:crypto'

/** The time in every seeded id, in milliseconds as version 7 has it: the day on which the contract was first signed. */
const time = Date.UTC(2016, 5, 23).toString(16).padStart(12, '0')

/** The id that a slug has in every register: a UUID in the shape of version 7, its random part from the slug's SHA-256. */
export function idOf(slug: string): string {
  const hash = createHash('sha256').update(slug).digest('hex')
  const variant = '89ab'[Number.parseInt(hash.charAt(3), 16) % 4]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}
