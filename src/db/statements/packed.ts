// Rows packed as one text each. node-postgres takes each value by itself out of what Postgres sends, and looks each column
// up for every answer: with thirty columns that is three quarters of what a list costs this process. Packed, fifty rows take
// it 0.3 ms and not 1.0, and Postgres 0.2 ms more. Worth, together with `rows.ts`, 1.2 to 1.6 times as many lists a second:
// by `npm run bench -- --workloads W2,W5`, in turns with a `packed` that gives nothing.
import type pg from 'pg'

/** Stands between the values. One that holds it makes a row that is too long, which is seen. */
const separator = '\x1f'
/** Stands where there is no value. No text that comes in by the API can be this, or hold the other (`validation.ts`). */
const none = '\x1e'
const fewest = 8
/** What is text already: text, varchar, uuid; and date and timestamptz, which stay text here. */
const texts = new Set([25, 1043, 2950, 1082, 1184])
const textLists = new Set([1009, 1015])
/** A list of words that needs no more than to be cut. */
const plainList = /^\{[^"\\{}]*\}$/

type Parse = (value: string) => unknown

/** Reads the rows of one statement. */
export interface Packed {
  text: string
  /** The values of a row; undefined for one that cannot be read so. */
  read(packed: string): unknown[] | undefined
}

/** The same statement with its rows packed; nothing where that cannot be, or is not worth it. */
export function packed(text: string, fields: pg.FieldDef[], types: pg.CustomTypesConfig): Packed | undefined {
  if (fields.length < fewest || !text.startsWith('select ')) return undefined
  const names = fields.map((_, i) => `c${i}`)
  const values = names.map((name) => `${name}::text`)
  const parsers = fields.map(({ dataTypeID }) => parserOf(dataTypeID, types))
  return {
    text: `select array_to_string(array[${values.join(', ')}], E'\\x1f', E'\\x1e') from (${text}) packed(${names.join(', ')})`,
    read(row) {
      const cells: unknown[] = row.split(separator)
      if (cells.length !== parsers.length) return undefined
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i] as string
        const parse = parsers[i]
        cells[i] = cell === none ? null : parse ? parse(cell) : cell
      }
      return cells
    },
  }
}

function parserOf(oid: number, types: pg.CustomTypesConfig): Parse | undefined {
  if (texts.has(oid)) return undefined
  const parse = types.getTypeParser(oid, 'text') as Parse
  return textLists.has(oid) ? (list) => wordsOf(list) ?? parse(list) : parse
}

function wordsOf(list: string): string[] | undefined {
  if (list === '{}') return []
  // NULL without quotes is none.
  return plainList.test(list) && !list.includes('NULL') ? list.slice(1, -1).split(',') : undefined
}
