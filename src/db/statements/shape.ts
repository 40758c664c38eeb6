// What the arguments of a query look like, without their values: queries of one shape are one statement.
import { Placeholder, SQL } from 'drizzle-orm'

/**
 * How a member of the arguments goes into the statement, where it does not go value by value: its words stand in the text,
 * or all of it is one value (a list for `hasAnyOf`), or each of its own members is one (a row to be written).
 */
export type Way = 'in the text' | 'as one value' | 'member by member'
/** By the path of the member, such as `query.status`. */
export type Ways = Readonly<Record<string, Way>>

/** By the names of their placeholders. */
export type Values = Record<string, unknown>

/** The shape of some arguments, whose values it adds to `values`. */
export function shapeOf(args: object, ways: Ways, values: Values): string {
  return shapeOfMembers(args, ways, values, '')
}

function shapeOfMembers(members: object, ways: Ways, values: Values, path: string): string {
  let shape = Array.isArray(members) ? '[' : '{'
  for (const name in members) {
    const member = (members as Values)[name]
    if (member === undefined) continue
    const at = path + name
    shape += `${name}:${shapeOfMember(member, ways[at], ways, values, at)},`
  }
  return shape
}

function shapeOfMember(member: unknown, way: Way | undefined, ways: Ways, values: Values, at: string): string {
  if (way === 'in the text') return textOf(member)
  if (way === 'as one value' || isValue(member)) {
    values[at] = member
    return '?'
  }
  if (typeof member !== 'object' || member === null) return String(member)
  if (member instanceof SQL) return identityOf(member)
  if (way !== 'member by member') return shapeOfMembers(member, ways, values, `${at}.`)
  const names = Object.keys(member).filter((name) => (member as Values)[name] !== undefined)
  for (const name of names) values[`${at}.${name}`] = (member as Values)[name]
  return `{${names.join(',')}`
}

/** What stands in the text is told apart by all of it. */
function textOf(member: unknown): string {
  return JSON.stringify(member, (_, inside: unknown) => (inside instanceof SQL ? identityOf(inside) : inside))
}

function isValue(member: unknown): boolean {
  return typeof member === 'string' || typeof member === 'number' || member instanceof Date
}

const identities = new WeakMap<SQL, string>()
let identified = 0

function identityOf(value: SQL): string {
  const known = identities.get(value) ?? `sql ${++identified}`
  identities.set(value, known)
  return known
}

/** The arguments with a placeholder for each value. */
export function placeholdersIn<Args extends object>(args: Args, ways: Ways): Args {
  return placeholdersInMembers(args, ways, '') as Args
}

function placeholdersInMembers(members: object, ways: Ways, path: string): unknown {
  const replaced = Object.entries(members).map(([name, member]: [string, unknown]) => {
    const at = path + name
    return [name, placeholderFor(member, ways[at], ways, at)] as const
  })
  return Array.isArray(members) ? replaced.map(([, member]) => member) : Object.fromEntries(replaced)
}

function placeholderFor(member: unknown, way: Way | undefined, ways: Ways, at: string): unknown {
  if (member === undefined || way === 'in the text') return member
  if (way === 'as one value' || isValue(member)) return new Placeholder(at)
  if (typeof member !== 'object' || member === null || member instanceof SQL) return member
  if (way !== 'member by member') return placeholdersInMembers(member, ways, `${at}.`)
  const names = Object.keys(member).filter((name) => (member as Values)[name] !== undefined)
  return Object.fromEntries(names.map((name) => [name, new Placeholder(`${at}.${name}`)]))
}
