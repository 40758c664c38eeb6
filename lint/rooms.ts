import { dirname, relative, resolve } from 'node:path'

/**
 * The rooms of `src/`, ground floor first: a file imports from its own room and from those below it, never from one above.
 * What a lower room needs of a higher one is handed in by `app.ts`, or read through a view of the database.
 */
export const rooms: readonly (readonly string[])[] = [
  ['ground'],
  ['db'],
  ['search'],
  ['work'],
  ['http'],
  ['changes'],
  ['registry'],
  ['identity'],
  ['joining'],
  ['privacy'],
  ['jobs', 'seed'],
  ['program'],
]

/** Files directly in `src/` that everything may use; the others there put the program together. */
const ground = [
  'actor',
  'days',
  'errors',
  'municipality',
  'personal.rules',
  'representation',
  'states',
  'tags',
  'uuid',
  'vague-dates',
]

const source = resolve(import.meta.dirname, '../src')

/** Where the register is at home: data of the seed that the ground reads, and that imports nothing. */
const home = 'seed/municipality.ts'

/** The room of a file, by its whole path; nothing outside `src/`. */
export function roomOf(path: string): string | undefined {
  const within = relative(source, path)
  if (within.startsWith('..')) return undefined
  if (within === home) return 'ground'
  const [first, second] = within.split('/') as [string, string?]
  if (second !== undefined) return first
  const name = first.replace(/\.ts$/, '')
  return name === 'work' ? 'work' : ground.includes(name) ? 'ground' : 'program'
}

/** Whether a file of the room `from` may import one of the room `to`. */
export function mayImport(from: string, to: string): boolean {
  const floorOf = (room: string) => rooms.findIndex((floor) => floor.includes(room))
  return from === to || floorOf(to) < floorOf(from)
}

/** Where an import of a file leads, by its whole path; nothing for a package. */
export function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? resolve(dirname(file), specifier) : undefined
}

interface ImportNode {
  source: { value?: unknown } | null
}
interface Context {
  filename: string
  report(fault: { node: object; message: string }): void
}

/** The rule for oxlint: no arrow runs upward. */
export default {
  meta: { name: 'rooms' },
  rules: {
    arrows: {
      create(context: Context) {
        const from = roomOf(context.filename)
        if (from === undefined) return {}
        const look = (node: ImportNode) => {
          const target =
            typeof node.source?.value === 'string' ? targetOf(context.filename, node.source.value) : undefined
          const to = target && roomOf(target)
          if (to && !mayImport(from, to)) {
            context.report({ node, message: `${from} may not import ${to}: see the floors in lint/rooms.ts` })
          }
        }
        return {
          ImportDeclaration: look,
          ExportNamedDeclaration: look,
          ExportAllDeclaration: look,
          ImportExpression: look,
        }
      },
    },
  },
}
