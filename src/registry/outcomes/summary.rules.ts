import { outersOf, type Figure } from './hiding.rules.ts'

export const summaryKeys = ['metric', 'type', 'area', 'year'] as const
export type SummaryKey = (typeof summaryKeys)[number]

/** A figure as one caller is shown it, and what it is summed up by. */
export interface Summand extends Figure {
  isShown: boolean
  type: string | null
  areas: string[]
}

export interface Sum {
  metric: string
  type?: string
  area?: string
  year?: number
  outcomes: number
  withheld: number
  value?: number
  atLeast?: number
}

/**
 * Sums of figures, always by metric. A figure that lies within another one that is shown is left out, as that one counts
 * it already. One with several areas counts in each; one without a type, area or year in a sum without it.
 *
 * What a caller is not shown is in none of its sums: those say only that they are at least so much. They tell nothing
 * that the list does not tell, however they are divided, narrowed or compared with those of yesterday; sums with hidden
 * figures in them would, since all others are known.
 */
export function sumUp(figures: Summand[], by: readonly SummaryKey[]): Sum[] {
  const outers = outersOf(figures)
  const counted = figures.filter((inner) => !outers.get(inner)!.some((outer) => outer.isShown))
  const cells = counted.flatMap((figure) =>
    (by.includes('area') && figure.areas.length > 0 ? figure.areas : [undefined]).map((area) => ({
      figure,
      of: {
        metric: figure.metric,
        ...(by.includes('type') && figure.type !== null && { type: figure.type }),
        ...(area !== undefined && { area }),
        ...(by.includes('year') && yearOf(figure)),
      },
    })),
  )
  return [...Map.groupBy(cells, ({ of }) => sortKey(of)).values()]
    .map((same) => ({ ...same[0]!.of, ...totalOf(same.map(({ figure }) => figure)) }))
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
}

function totalOf(figures: Summand[]): Pick<Sum, 'outcomes' | 'withheld' | 'value' | 'atLeast'> {
  const shown = figures.filter(({ isShown }) => isShown)
  const sum = shown.reduce((total, { value }) => total + value, 0)
  const withheld = figures.length - shown.length
  return { outcomes: figures.length, withheld, ...(withheld === 0 ? { value: sum } : { atLeast: sum }) }
}

/** The year in which the period ended, or began where its end is not known. */
function yearOf({ fromDay, toDay }: Figure): { year?: number } {
  const day = toDay ?? fromDay
  return day === null ? {} : { year: Number(day.slice(0, 4)) }
}

function sortKey({ metric, type = '', area = '', year = 0 }: Omit<Sum, 'outcomes' | 'withheld'>): string {
  return [metric, type, area, year].join(' ')
}
