import { municipality } from './municipality.ts'

/** Where the register's resources begin. */
export const base = `${municipality.basePath}/v1`

/** The link that every representation has to itself; `path` begins with a slash. */
export function selfLink(path: string) {
  return { self: { href: base + path } }
}

/**
 * What is known: fields that are null in the database are left out of an answer. They become undefined, which nothing
 * writes: an object that grows field by field takes eight times as long, and so does what is done with it.
 */
export function present<T extends Record<string, unknown>>(fields: T): Present<T> {
  const known: Record<string, unknown> = { ...fields }
  for (const name in known) if (known[name] === null) known[name] = undefined
  return known as Present<T>
}

/** All of it but these fields. */
export function omit<T extends object, Name extends keyof T>(whole: T, ...names: Name[]): Omit<T, Name> {
  const rest = { ...whole }
  for (const name of names) delete rest[name]
  return rest
}

/** Whether anything of it is known. */
export function hasAny(fields: object): boolean {
  return Object.values(fields).some((value) => value !== undefined)
}
type Present<T> = { [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : undefined extends T[K] ? K : never]?: NonNullable<T[K]>
}
