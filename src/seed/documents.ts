// The documents that the facts come from, those that they name, and how rows cite them.
import type { Source } from '../db/columns.ts'
import type { Transaction } from '../db/connect.ts'
import { documents } from '../registry/documents/table.ts'
import { idOf } from './ids.ts'
import { insertNew, type SeedRow } from './insert.ts'

type Fact = Omit<typeof documents.$inferInsert, 'id'>

const year = (field: 'decidedOn' | 'publishedOn', number: number, text?: string) => ({
  [field]: `${number}-01-01`,
  [`${field}Precision`]: 'year' as const,
  ...(text && { [`${field}Text`]: text }),
})

/** The five that the facts come from. Three pages say no date of themselves: it is inferred from what they tell. */
const read = {
  // Counts visits up to March 2018, and speaks of 2020 as to come.
  'samhallskontrakt-2020': {
    title: 'Samhällskontrakt 2020 – för ett socialt hållbart Kungälv',
    kind: 'web_page',
    publisher: 'Kungälvs kommun',
    ...year('publishedOn', 2018, 'odaterad'),
    inferred: ['publishedOn'],
  },
  'program-social-hallbarhet': {
    title: 'Program Social hållbarhet – ökat innanförskap',
    kind: 'programme',
    publisher: 'Kungälvs kommun',
    decidingBody: 'Kommunfullmäktige',
    number: 'KS2019/0202',
    decidedOn: '2019-12-19',
    decidedOnPrecision: 'day',
    validFrom: '2020-01-01',
    validTo: '2027-12-31',
  },
  'uppfoljning-2023': {
    title: 'Uppföljning program Social hållbarhet 2023',
    kind: 'follow_up',
    publisher: 'Kungälvs kommun',
    publishedOn: '2024-02-20',
    publishedOnPrecision: 'day',
  },
  // Tells of a meeting on 19 September and of a fair to come in week 6, after the joiners of 2023.
  'samhallskontraktet-fortsatter': {
    title: 'Samhällskontraktet – arbetet för innanförskap i kommunen fortsätter',
    kind: 'web_page',
    publisher: 'Kungälvs kommun',
    publishedOn: '2023-09-01',
    publishedOnPrecision: 'season',
    inferred: ['publishedOn'],
  },
  // Two of its projects are to start in 2016.
  'sociala-investeringar': {
    title: 'Sociala investeringar blir nu konkreta insatser och resurser',
    kind: 'web_page',
    publisher: 'Kungälvs kommun',
    ...year('publishedOn', 2016, 'odaterad'),
    inferred: ['publishedOn'],
  },
} satisfies Record<string, Fact>

/** No document: what everything that is made up for demonstration cites. */
const madeUp: Record<'demo', Fact> = { demo: { title: 'Påhittade demodata', kind: 'other' } }

/** Those that the five name. `parent` is the document that they follow from. */
const named: Record<string, Fact & { parent?: keyof typeof read }> = {
  'social-oversiktsplan': {
    title: 'Social översiktsplan (SÖP)',
    kind: 'plan',
    decidingBody: 'Kommunstyrelsen',
    ...year('decidedOn', 2015, 'under 2015'),
    parent: 'program-social-hallbarhet',
  },
  aldreplan: { title: 'Äldreplan', kind: 'plan', parent: 'program-social-hallbarhet' },
  funktionshinderplan: { title: 'Funktionshinderplan', kind: 'plan', parent: 'program-social-hallbarhet' },
  'plan-trygg': { title: 'Plan Trygg i Kungälv', kind: 'plan', parent: 'program-social-hallbarhet' },
  handlingsplan: {
    title: 'Handlingsplan Folkhälsa och Social hållbarhet',
    kind: 'plan',
    decidingBody: 'Förvaltningsledningen',
    parent: 'program-social-hallbarhet',
  },
  'halvtidsuppfoljning-2018': {
    title: 'Halvtidsuppföljning social hållbarhet 2018',
    kind: 'follow_up',
    ...year('publishedOn', 2018),
    inferred: ['publishedOn'],
  },
  'vision-2040': { title: 'Vision 2040', kind: 'strategy', decidingBody: 'Kommunfullmäktige' },
  'policy-for-styrdokument': {
    title: 'Policy för styrdokument',
    kind: 'policy',
    decidingBody: 'Kommunfullmäktige',
    number: 'KS 2016/0966',
    decidedOn: '2016-11-10',
    decidedOnPrecision: 'day',
  },
  'strategi-mot-segregation': {
    title: 'Regeringens långsiktiga strategi för att minska och motverka segregation',
    kind: 'strategy',
    publisher: 'Regeringen',
    number: 'Ku2018/01462/D',
  },
  'budget-2019-2020': { title: 'Budget 2019–2020', kind: 'decision', publisher: 'Kungälvs kommun' },
  bostadsforsorjningsprogrammet: { title: 'Bostadsförsörjningsprogrammet', kind: 'programme' },
  'barn-och-ungdomskulturplan': {
    title: 'Barn- och ungdomskulturplan',
    kind: 'plan',
    ...year('decidedOn', 2022, '2022'),
  },
}

const documentId = (slug: string) => idOf(`documents/${slug}`)
const citing = (slug: keyof typeof read | 'demo'): Source => ({ documentId: documentId(slug) })

export const contractPage = citing('samhallskontrakt-2020')
export const programme2019 = citing('program-social-hallbarhet')
export const followUp2023 = citing('uppfoljning-2023')
export const contractNews2023 = citing('samhallskontraktet-fortsatter')
export const investmentNews = citing('sociala-investeringar')
/** The mark of every row that is made up for demonstration. */
export const demoSource = citing('demo')

/** A section of one of them. */
export const section = (source: Source, number: string): Source => ({ ...source, section: number })

/** Sources of a fact about one of the programme's areas: each has a section of the programme and of its follow-up. */
export function aboutArea(number: number, sources: Source[]): Source[] {
  const chapters = new Map([
    [programme2019, 8],
    [followUp2023, 4],
  ])
  return sources.map((source) => (chapters.has(source) ? section(source, `${chapters.get(source)}.${number}`) : source))
}

/** Loads the documents: those that nothing follows from first. */
export async function seedDocuments(tx: Transaction): Promise<void> {
  await insertNew(tx, documents, rowsOf(read))
  await insertNew(tx, documents, rowsOf(named))
}

/** Loads what the demonstration cites. */
export async function seedDemoDocument(tx: Transaction): Promise<void> {
  await insertNew(tx, documents, rowsOf(madeUp))
}

function rowsOf(facts: Record<string, Fact & { parent?: string }>): SeedRow<typeof documents>[] {
  return Object.entries(facts).map(([slug, { parent, ...fact }]) => ({
    ...fact,
    id: documentId(slug),
    ...(parent && { parentId: documentId(parent) }),
  }))
}
