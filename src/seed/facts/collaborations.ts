import type { Source } from '../../db/columns.ts'
import type { Precision } from '../../vague-dates.ts'
import type { collaborations, Staff } from '../../registry/collaborations/table.ts'
import { contractNews2023, contractPage, followUp2023 } from '../documents.ts'
import { initiatives } from './initiatives.ts'
import type { OrganisationSlug } from './slugs.ts'

type Role = 'driver' | 'partner' | 'supporter' | 'initiator' | 'host' | 'model_owner'
type KnownDay = { day: string; precision: Precision; text?: string }

export interface CollaborationFact {
  name: string
  kind: (typeof collaborations.$inferInsert)['kind']
  /** `active` unless said otherwise: the documents speak of it as going on. */
  status?: (typeof collaborations.$inferInsert)['status']
  /** Numbers of the programme's areas. */
  areas: number[]
  sources: Source[]
  /** What the documents do not say of it; and of those who take part, by slug. */
  inferred?: string[]
  inferredOfParticipants?: Record<string, string[]>
  purpose?: string
  description?: string
  targetGroups?: string[]
  started?: KnownDay
  ended?: KnownDay
  plannedMonths?: number
  place?: string
  weekly?: { rule: string; time: string }
  activities?: string[]
  staffing?: Staff[]
  tags?: string[]
  participants?: Partial<Record<Role, OrganisationSlug[]>>
  /** Taking part without a name: all as partners. */
  others?: string[]
}

const namedCollaborations = {
  motesplatsen: {
    name: 'Mötesplatsen',
    kind: 'meeting_place',
    areas: [5, 6],
    purpose: 'Främja integration, språkutveckling och engagemang i samhället.',
    description:
      'Språkcafé på kvällstid för den som vill öva sin svenska och för den som vill hjälpa andra. Kommunen efterlyste ett kvällsöppet språkcafé som når fler, och tre organisationer antog utmaningen.',
    targetGroups: ['nyanlanda'],
    weekly: { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00' },
    activities: [
      'Umgänge och fika på svenska',
      'Språkträning kring teman och presentationer',
      'Möten med samhällsaktörer',
      'Kultur: sång, bingo, bowling och matlagning',
      'Hjälp med CV och med besök hos hyresvärdar och socialkontor',
      'Undervisning om demokratin och om hur man röstar',
    ],
    participants: {
      driver: ['equmeniakyrkan', 'radda-barnen', 'fredsrorelsen-i-kungalv'],
      supporter: ['kungalvs-kommun'],
      initiator: ['kungalvs-kommun'],
    },
    sources: [contractPage, contractNews2023],
  },
  'traffpunkten-kontakten': {
    name: 'Träffpunkten Kontakten',
    kind: 'gathering_place',
    areas: [2, 6],
    purpose: 'Vara en plats där var och en får vara sig själv.',
    activities: ['Gemensamma måltider där alla äter på lika villkor', 'Gemensamt arbete med det som behöver skötas'],
    participants: { partner: ['svenska-kyrkan', 'kungalvsbostader', 'equmeniakyrkan', 'pingstkyrkan'] },
    sources: [contractPage],
  },
  'naringslivet-och-mimers-hus': {
    name: 'Näringslivet och Mimers Hus: jobb- och inspirationsmässa',
    kind: 'school_business',
    areas: [4, 5],
    purpose: 'Ge elever fler möjligheter och föra skola och arbetsliv närmare varandra.',
    description: 'Skolan efterfrågar praktikplatser. Mässan planerades till vecka 6; dokumentet säger inte vilket år.',
    targetGroups: ['gymnasieelever'],
    place: 'Mimers Hus Gymnasium',
    activities: ['Jobb- och inspirationsmässa', 'Praktikplatser', 'Examensarbeten', 'Företagspresentationer'],
    participants: { partner: ['mimers-hus-gymnasium'] },
    others: ['Näringslivet'],
    sources: [contractNews2023],
  },
  'trygg-i-kungalv': {
    name: 'Trygg i Kungälv',
    kind: 'model',
    areas: [7],
    purpose: 'Förebygga brott och öka tryggheten genom samverkan mellan kommun och polis.',
    description: 'Följer Brottsförebyggande rådets modell.',
    targetGroups: ['ungdomar'],
    activities: [
      'Medborgardialoger som leder till medborgarlöften',
      'Möten mellan skola, socialtjänst och polis om ungdomar i riskzon för kriminalitet eller drogmissbruk',
    ],
    participants: { partner: ['kungalvs-kommun', 'polisen'], model_owner: ['brottsforebyggande-radet'] },
    sources: [contractPage, followUp2023],
  },
  jobbspar: {
    name: 'Jobbspår',
    kind: 'job_track',
    areas: [5],
    purpose: 'Hjälpa personer ur etableringsgruppen till subventionerade anställningar.',
    targetGroups: ['etableringsgruppen'],
    participants: { driver: ['kompetenscentrum'], partner: ['maltidsservice', 'willys'] },
    others: ['Industrin', 'Omsorgen'],
    sources: [followUp2023],
  },
  bitradessparet: {
    name: 'Biträdesspåret',
    kind: 'job_track',
    status: 'planned',
    areas: [5],
    description: 'Jobbspår inom omsorgen efter årsskiftet, planerat för 20 deltagare.',
    targetGroups: ['etableringsgruppen'],
    started: { day: '2024-03-01', precision: 'season', text: 'våren' },
    inferred: ['startedOn'],
    participants: { driver: ['kompetenscentrum'] },
    others: ['Omsorgen'],
    sources: [followUp2023],
  },
  care: {
    name: 'Care',
    kind: 'job_track',
    status: 'ended',
    areas: [5],
    purpose: 'Utbildning som leder till anställning inom omsorg och service.',
    description: 'Jobbspår, avslutat enligt uppföljningen av 2023.',
    inferredOfParticipants: { kompetenscentrum: ['role', 'organisationId'] },
    participants: { driver: ['kompetenscentrum'] },
    others: ['Omsorgs- och servicesektorn'],
    sources: [followUp2023],
  },
  samverkansteamet: {
    name: 'Samverkansteamet',
    kind: 'service',
    areas: [5],
    description: 'Stöd till invånare, en insats genom samordningsförbundet. Uppföljningen skriver Samverkanteamet.',
    participants: { driver: ['samordningsforbundet-alv-och-kust'] },
    sources: [followUp2023],
  },
  'overenskommelse-om-barns-halsa': {
    name: 'Överenskommelse om barns hälsa',
    kind: 'agreement',
    status: 'ended',
    areas: [2],
    purpose: 'Minska skillnaderna i hälsa mellan barn, i fråga om fetma, övervikt och psykisk hälsa.',
    description:
      'Gäller barn med obesitas som är inskrivna på barn- och ungdomsmottagningen eller barn- och ungdomspsykiatrin, och deras familjer. Avtalad tid 2022–2024.',
    targetGroups: ['barn_med_obesitas'],
    started: { day: '2022-01-01', precision: 'year' },
    ended: { day: '2024-01-01', precision: 'year' },
    participants: { partner: ['kungalvs-kommun', 'vastra-gotalandsregionen'], model_owner: ['region-halland'] },
    inferredOfParticipants: { 'region-halland': ['role'] },
    sources: [followUp2023],
  },
  'ideburna-offentliga-partnerskap': {
    name: 'Idéburna offentliga partnerskap (IOP)',
    kind: 'agreement',
    areas: [6],
    participants: { partner: ['kungalvs-kommun'] },
    others: ['Föreningslivet i Kungälv'],
    sources: [followUp2023],
  },
  kulturnatta: {
    name: 'Kulturnatta',
    kind: 'network',
    areas: [6],
    description: 'Koncept för samverkan kring kultur.',
    participants: { partner: ['kungalvs-kommun'] },
    others: ['Näringslivet', 'Föreningar', 'Studieförbund'],
    sources: [followUp2023],
  },
  'dialog-om-sociala-kontrakt': {
    name: 'Dialog om sociala kontrakt',
    kind: 'network',
    areas: [3],
    purpose: 'Hitta nya former för samverkan om sociala kontrakt och motverka social segregation.',
    targetGroups: ['hushall_med_socialt_kontrakt'],
    activities: ['Blockförhyrda lägenheter byts mot bostäder på andra adresser'],
    participants: { partner: ['kungalvs-kommun', 'forbo', 'kungalvsbostader'] },
    sources: [followUp2023],
  },
  'bostader-med-forstahandskontrakt': {
    name: 'Från sociala kontrakt till förstahandskontrakt',
    kind: 'service',
    areas: [3],
    description: 'Uppföljningen berättar om hushållen för sig, utan att säga av vilken insats det kom.',
    targetGroups: ['hushall_med_socialt_kontrakt'],
    inferred: ['name', 'kind'],
    sources: [followUp2023],
  },
} satisfies Record<string, CollaborationFact>

const facts = { ...namedCollaborations, ...initiatives }
export type CollaborationSlug = keyof typeof facts

/** Every collaboration and initiative of the documents, by slug. */
export const collaborationFacts: Record<CollaborationSlug, CollaborationFact> = facts
