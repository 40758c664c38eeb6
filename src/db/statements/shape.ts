// What the arguments of a query look like, without their values: queries of one shape are one statement.
import { Placeholder, SQL } from 'drizzle-orm'

/** Members whose text decides what a statement says (see `words.ts`). All other text and numbers are its values. */
const decisive = new Set(['kind', 'role', 'type', 'status', 'sector', 'method', 'order', 'limit', 'offset'])
/** Members that are one value, though they have several: lists for `hasAnyOf`. */
const whole = new Set(['area', 'targetGroup', 'language', 'tag'])
/** A row to be written: of its members each is one value, whatever it is and whatever it is called. */
const written = 'values'
/** Members of a list's query that are about its pages: no statement has anything of them. */
const aside = new Set(['page', 'cursor', 'count', 'sort', 'fields'])

/** By the names of their placeholders. */
export type Values = Record<string, unknown>

/** The shape of some arguments, whose values it adds to `values`; null for a search. */
export function shapeOf(value: unknown, values: Values, path = '', isDecisive = false): string | null {
  if (typeof value === 'string' || typeof value === 'number') {
    if (isDecisive) return JSON.stringify(value)
    values[path] = value
    return '?'
  }
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof SQL) return identityOf(value)
  let shape = Array.isArray(value) ? '[' : '{'
  for (const name in value) {
    const member = (value as Values)[name]
    if (member === undefined) continue
    const at = `${path}.${name}`
    if (whole.has(name) || path === `.${written}`) {
      values[at] = member
      shape += `${name}:?,`
      continue
    }
    if (aside.has(name)) continue
    if (name === 'q') return null
    const inside = shapeOf(member, values, at, isDecisive || decisive.has(name))
    if (inside === null) return null
    shape += `${name}:${inside},`
  }
  return shape
}

const identities = new WeakMap<SQL, string>()
let identified = 0

function identityOf(value: SQL): string {
  const known = identities.get(value) ?? `sql ${++identified}`
  identities.set(value, known)
  return known
}

/** The arguments with a placeholder for each value. */
export function placeholdersIn(value: unknown, path = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number') return new Placeholder(path)
  if (typeof value !== 'object' || value === null || value instanceof SQL) return value
  const members = Object.entries(value).map(([name, member]) => {
    const at = `${path}.${name}`
    const isWritten = path === `.${written}`
    if (member === undefined || (decisive.has(name) && !isWritten)) return [name, member]
    return [name, whole.has(name) || isWritten ? new Placeholder(at) : placeholdersIn(member, at)]
  })
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members)
}
