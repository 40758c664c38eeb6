import type { Source } from '../../db/columns.ts'
import type { evidences, organisationKinds } from '../../registry/organisations/table.ts'
import { contractNews2023, contractPage, followUp2023, investmentNews, programme2019 } from '../documents.ts'

export interface OrganisationFact {
  name: string
  evidence: (typeof evidences)[number]
  sector: string
  sources: Source[]
  /** `legal_entity` unless said otherwise. */
  kind?: (typeof organisationKinds)[number]
  /** Slug of the organisation that it is a part of. */
  parent?: string
  shortName?: string
  aliases?: string[]
  municipalityCode?: string
  /** What the documents do not say of it. */
  inferred?: string[]
  description?: string
}

/**
 * Every organisation that the documents name, except the municipality's own parts. No document gives an organisation
 * number or an address, so none is set: the municipality's own is for the municipality to confirm.
 */
export const outsideOrganisations = {
  'kungalvs-kommun': {
    name: 'Kungälvs kommun',
    evidence: 'signed',
    sector: 'municipality',
    // Public knowledge; the documents do not give it.
    municipalityCode: '1482',
    inferred: ['municipalityCode'],
    description: 'Sammankallande i samhällskontraktet.',
    sources: [contractPage, programme2019, followUp2023, contractNews2023, investmentNews],
  },
  'mcdonalds-kungalv': {
    name: "McDonald's Kungälv",
    evidence: 'signed',
    sector: 'business',
    sources: [contractNews2023],
  },
  pretec: { name: 'Pretec', evidence: 'signed', sector: 'business', sources: [contractNews2023] },
  'rutgerson-marin': { name: 'Rutgerson Marin', evidence: 'signed', sector: 'business', sources: [contractNews2023] },
  'bror-tonsjo': { name: 'Bror Tonsjö', evidence: 'signed', sector: 'business', sources: [contractNews2023] },
  majblomman: { name: 'Majblomman', evidence: 'signed', sector: 'civil_society', sources: [contractNews2023] },
  'club-evergreen': {
    name: 'Club Evergreen',
    evidence: 'signed',
    sector: 'civil_society',
    inferred: ['sector'],
    sources: [contractNews2023],
  },
  'svenska-hem-kungalv': {
    name: 'Svenska Hem Kungälv',
    evidence: 'signed',
    sector: 'business',
    inferred: ['sector'],
    sources: [contractNews2023],
  },
  'kareby-forsamling': {
    name: 'Kareby församling',
    evidence: 'named',
    sector: 'faith',
    description: 'Nämns genom sitt Lukasprojekt, som har anslutit sig till samhällskontraktet.',
    sources: [contractNews2023],
  },
  'kareby-forsamling-lukas-projekt': {
    name: 'Kareby församling Lukas projekt',
    evidence: 'signed',
    sector: 'faith',
    kind: 'project',
    parent: 'kareby-forsamling',
    sources: [contractNews2023],
  },
  equmeniakyrkan: {
    name: 'Equmeniakyrkan',
    evidence: 'participant',
    sector: 'faith',
    description: 'Är med och driver Mötesplatsen och deltar i Träffpunkten Kontakten.',
    sources: [contractPage, contractNews2023],
  },
  'radda-barnen': {
    name: 'Rädda barnen',
    evidence: 'participant',
    sector: 'civil_society',
    description: 'Är med och driver Mötesplatsen.',
    sources: [contractPage, contractNews2023],
  },
  'fredsrorelsen-i-kungalv': {
    name: 'Fredsrörelsen i Kungälv',
    evidence: 'participant',
    sector: 'civil_society',
    description: 'Är med och driver Mötesplatsen.',
    sources: [contractPage, contractNews2023],
  },
  'svenska-kyrkan': {
    name: 'Svenska kyrkan',
    evidence: 'participant',
    sector: 'faith',
    description: 'Deltar i Träffpunkten Kontakten.',
    sources: [contractPage],
  },
  kungalvsbostader: {
    name: 'Kungälvsbostäder',
    evidence: 'participant',
    sector: 'housing',
    description: 'Deltar i Träffpunkten Kontakten och för dialog med kommunen om sociala kontrakt.',
    sources: [contractPage, followUp2023],
  },
  pingstkyrkan: {
    name: 'Pingstkyrkan',
    evidence: 'participant',
    sector: 'faith',
    description: 'Deltar i Träffpunkten Kontakten.',
    sources: [contractPage],
  },
  polisen: {
    name: 'Polisen',
    evidence: 'category',
    sector: 'authority',
    aliases: ['polis'],
    description: 'Nämns som slag av aktör i samhällskontraktet, och som kommunens part i Trygg i Kungälv.',
    sources: [contractPage, programme2019, followUp2023, contractNews2023],
  },
  raddningstjansten: {
    name: 'Räddningstjänsten',
    evidence: 'category',
    sector: 'authority',
    description: 'Nämns som slag av aktör i samhällskontraktet.',
    sources: [programme2019],
  },
  arbetsformedlingen: {
    name: 'Arbetsförmedlingen',
    evidence: 'named',
    sector: 'authority',
    aliases: ['arbetsförmedling'],
    description: 'Samverkar med Kompetenscentrum. Nämns också som slag av aktör i samhällskontraktet.',
    sources: [contractPage, followUp2023, contractNews2023],
  },
  willys: {
    name: 'Willys',
    evidence: 'named',
    sector: 'business',
    description: 'Har haft jobbspår tillsammans med kommunen.',
    sources: [followUp2023],
  },
  'samordningsforbundet-alv-och-kust': {
    name: 'Samordningsförbundet Älv & Kust',
    evidence: 'named',
    sector: 'coordination_association',
    aliases: ['Samordningsförbundet Älv och Kust'],
    sources: [followUp2023],
  },
  forbo: {
    name: 'Förbo',
    evidence: 'named',
    sector: 'housing',
    description: 'För dialog med kommunen om sociala kontrakt.',
    sources: [followUp2023],
  },
  'vastra-gotalandsregionen': {
    name: 'Västra Götalandsregionen',
    evidence: 'named',
    sector: 'region',
    sources: [programme2019, followUp2023],
  },
  'barn-och-ungdomsmottagningen': {
    name: 'Barn- och ungdomsmottagningen',
    evidence: 'named',
    sector: 'region',
    kind: 'unit',
    parent: 'vastra-gotalandsregionen',
    shortName: 'BUM',
    inferred: ['parentId'],
    sources: [followUp2023],
  },
  'barn-och-ungdomspsykiatri': {
    name: 'Barn- och ungdomspsykiatri',
    evidence: 'named',
    sector: 'region',
    kind: 'unit',
    parent: 'vastra-gotalandsregionen',
    shortName: 'BUP',
    inferred: ['parentId'],
    sources: [followUp2023],
  },
  vasttrafik: {
    name: 'Västtrafik',
    evidence: 'named',
    sector: 'region',
    description: 'Anordnar På Egna Ben.',
    sources: [followUp2023],
  },
  trekungagymnasiet: {
    name: 'Trekungagymnasiet',
    evidence: 'named',
    sector: 'education',
    // A unit would need a parent, and the document does not say whose school it is.
    kind: 'informal',
    aliases: ['Trekungarymnasiet'],
    description: 'Deltog i LUPP 2023. Dokumentet säger inte vem som är skolans huvudman.',
    sources: [followUp2023],
  },
  'region-halland': {
    name: 'Region Halland',
    evidence: 'external',
    sector: 'region',
    description: 'Där är den samverkansmodell etablerad som överenskommelsen om barns hälsa bygger på.',
    sources: [followUp2023],
  },
  'brottsforebyggande-radet': {
    name: 'Brottsförebyggande rådet',
    evidence: 'external',
    sector: 'authority',
    description: 'Har tagit fram modellen som Trygg i Kungälv följer.',
    sources: [contractPage],
  },
  skl: {
    name: 'Sveriges Kommuner och Landsting',
    evidence: 'external',
    sector: 'other',
    shortName: 'SKL',
    description: 'Källa till kunskap om tidiga insatser och sociala investeringar.',
    sources: [investmentNews],
  },
  'radet-for-kommunala-analyser': {
    name: 'Rådet för kommunala analyser',
    evidence: 'external',
    sector: 'other',
    aliases: ['Kolada'],
    description: 'Står bakom databasen Kolada, som tre av programmets indikatorer hämtas från.',
    sources: [programme2019],
  },
  scb: {
    name: 'SCB',
    evidence: 'external',
    sector: 'authority',
    description: 'Källa till tabeller över helårsekvivalenter.',
    sources: [programme2019],
  },
  'fou-i-vast': {
    name: 'FoU i Väst GR',
    evidence: 'external',
    sector: 'other',
    // A part of GR, which the document names only so.
    kind: 'informal',
    description: 'Har bearbetat statistiken över helårsekvivalenter.',
    sources: [programme2019],
  },
} satisfies Record<string, OrganisationFact>
