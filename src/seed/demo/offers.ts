/** When in the year an offer of some type begins, and for how many weeks it lasts. */
interface Season {
  weeks: [from: number, to: number]
  length: [shortest: number, longest: number]
}

/** School holidays: begun no earlier than week 24, over no later than week 33. */
const summer: Season[] = [24, 27, 30].map((week) => ({ weeks: [week, week + 1], length: [3, 3] }))
const terms: Season[] = [
  { weeks: [3, 16], length: [3, 6] },
  { weeks: [35, 45], length: [3, 6] },
]
const spring: Season[] = [{ weeks: [3, 12], length: [8, 10] }]
const anyTime: Season[] = [{ weeks: [2, 48], length: [8, 26] }]
const oneWeek: Season[] = [
  { weeks: [6, 20], length: [1, 1] },
  { weeks: [36, 48], length: [1, 1] },
]

export interface Offer {
  type: string
  /** How many in a hundred offers are of this type. */
  share: number
  titles: string[]
  seasons: Season[]
  places: [fewest: number, most: number]
  areas: number[]
  targetGroups: string[]
  /** Who offers it; any sector if unsaid. */
  sectors?: string[]
  hours?: string
  /** Whether money sets a limit of its own. */
  funded?: true
  /** The last year in which it began. */
  until?: number
}

const civil = ['civil_society', 'faith', 'housing']

/** What the made-up organisations offer, and how often. Shares sum to a hundred. */
export const offers: Offer[] = [
  {
    type: 'feriejobb',
    share: 26,
    titles: ['Feriejobb i butiken', 'Feriejobb på lagret', 'Feriejobb i parken', 'Sommarjobb i köket'],
    seasons: summer,
    places: [1, 12],
    areas: [5],
    targetGroups: ['ungdomar'],
    hours: '30 timmar i veckan',
    funded: true,
  },
  {
    type: 'praktikplats',
    share: 18,
    titles: ['Praktik på kontoret', 'Praktik i verkstaden', 'Praktik i butiken'],
    seasons: terms,
    places: [1, 4],
    areas: [4, 5],
    targetGroups: ['gymnasieelever'],
    hours: '35 timmar i veckan',
  },
  {
    type: 'prao',
    share: 9,
    titles: ['Prao en vecka', 'Prao i verksamheten'],
    seasons: oneWeek,
    places: [1, 4],
    areas: [4],
    targetGroups: ['barn_och_unga'],
    hours: '30 timmar i veckan',
  },
  {
    type: 'sprakpraktik',
    share: 10,
    titles: ['Språkpraktik i köket', 'Språkpraktik i kassan', 'Språkpraktik i trädgården'],
    seasons: anyTime,
    places: [1, 3],
    areas: [5, 6],
    targetGroups: ['nyanlanda'],
    hours: '20 timmar i veckan',
  },
  {
    type: 'arbetstraning',
    share: 10,
    titles: ['Arbetsträning på lagret', 'Arbetsträning i trädgården'],
    seasons: anyTime,
    places: [1, 3],
    areas: [5],
    targetGroups: ['langt_fran_arbetsmarknaden', 'funktionsnedsattning'],
    hours: '10 till 25 timmar i veckan',
  },
  {
    type: 'examensarbete',
    share: 5,
    titles: ['Examensarbete om hållbarhet', 'Examensarbete om logistik'],
    seasons: spring,
    places: [1, 2],
    areas: [4],
    targetGroups: ['gymnasieelever'],
  },
  {
    type: 'jobbspar',
    share: 3,
    titles: ['Jobbspår kök', 'Jobbspår industri', 'Jobbspår omsorg'],
    seasons: anyTime,
    places: [4, 20],
    areas: [5],
    targetGroups: ['etableringsgruppen'],
    hours: '40 timmar i veckan',
  },
  {
    type: 'subventionerad_anstallning',
    share: 3,
    titles: ['Anställning med stöd'],
    seasons: anyTime,
    places: [1, 2],
    areas: [5],
    targetGroups: ['langt_fran_arbetsmarknaden'],
    hours: '40 timmar i veckan',
    funded: true,
  },
  {
    type: 'extratjanst',
    share: 2,
    titles: ['Extratjänst i omsorgen', 'Extratjänst i skolan'],
    seasons: anyTime,
    places: [1, 3],
    areas: [5],
    targetGroups: ['etableringsgruppen'],
    hours: '30 timmar i veckan',
    funded: true,
    until: 2021,
  },
  {
    type: 'foretagspresentation',
    share: 4,
    titles: ['Företaget berättar i skolan'],
    seasons: oneWeek,
    places: [1, 3],
    areas: [4, 5],
    targetGroups: ['gymnasieelever'],
    sectors: ['business'],
  },
  {
    type: 'massmedverkan',
    share: 2,
    titles: ['Bord på jobbmässan'],
    seasons: oneWeek,
    places: [1, 1],
    areas: [4, 5],
    targetGroups: ['gymnasieelever', 'ungdomar'],
  },
  {
    type: 'mentorskap',
    share: 3,
    titles: ['Mentor för unga', 'Mentor i arbetslivet'],
    seasons: terms,
    places: [1, 6],
    areas: [5],
    targetGroups: ['unga_vuxna_utan_sysselsattning'],
  },
  {
    type: 'ideell_tid',
    share: 2,
    titles: ['Frivilliga timmar på språkcaféet'],
    seasons: terms,
    places: [10, 60],
    areas: [6],
    targetGroups: ['nyanlanda'],
    sectors: civil,
  },
  {
    type: 'lokal',
    share: 1,
    titles: ['Lokal för möten'],
    seasons: terms,
    places: [2, 20],
    areas: [6],
    targetGroups: [],
    sectors: civil,
  },
  {
    type: 'maltid',
    share: 1,
    titles: ['Gemensam middag'],
    seasons: oneWeek,
    places: [20, 80],
    areas: [2, 6],
    targetGroups: [],
    sectors: civil,
  },
  {
    type: 'forebyggande_insats',
    share: 1,
    titles: ['Kväll om levnadsvanor'],
    seasons: terms,
    places: [1, 4],
    areas: [1, 7],
    targetGroups: ['ungdomar'],
    sectors: civil,
  },
]
