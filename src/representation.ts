/** Where the register's resources begin. */
export const base = '/samhallskontraktet/v1'

/** The link that every representation has to itself; `path` begins with a slash. */
export function selfLink(path: string) {
  return { self: { href: base + path } }
}

/** What is known: fields that are null in the database are left out of an answer. */
export function present<T extends Record<string, unknown>>(fields: T): Present<T> {
  const known: Record<string, unknown> = {}
  for (const name in fields) if (fields[name] !== null && fields[name] !== undefined) known[name] = fields[name]
  return known as Present<T>
}
type Present<T> = { [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : undefined extends T[K] ? K : never]?: NonNullable<T[K]>
}
