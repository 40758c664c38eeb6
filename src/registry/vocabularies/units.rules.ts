/** What a contribution of a type is counted in. */
export const units = ['place', 'hour', 'occasion'] as const
/** What an outcome metric counts. */
export const metricUnits = ['person', 'household', 'visit', 'class', 'place'] as const

export type Unit = (typeof units)[number] | (typeof metricUnits)[number]
