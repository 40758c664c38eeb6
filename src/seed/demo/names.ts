/** Names that no organisation has. Each also says that it is made up. */
const stems = `Månstenen Blåvingen Trollgläntan Sagoviken Stjärnfallet Silverräven Drakberget Molnbryggan Tomteskogen
  Norrskenet Guldgåsen Vattenälvan Kristallgrottan Regnbågsbron Skattkistan Lyktgubben Eldflugan Snöslottet Havsfrun
  Papperssvalan Önskebrunnen Ängsälvan Åskmolnet`.split(/\s+/)

/** What `name` becomes, `%` standing for the stem. */
const patterns: Record<string, string[]> = {
  business: [
    '%s Bageri AB',
    '%s Bygg AB',
    '%s Måleri AB',
    '%s Plåt AB',
    '%s Livs',
    '%s Städ AB',
    '%s Åkeri AB',
    '%s Redovisning AB',
    '%s Trädgård',
    '%s Restaurang',
    '%s Lager AB',
    '%s Verkstad AB',
    '%s Bokhandel',
    '%s Data AB',
    '%s Hotell AB',
    '%s Elektriska AB',
  ],
  civil_society: [
    'Föreningen %',
    '%s Idrottsklubb',
    '%s Hembygdsförening',
    '%s Scoutkår',
    '%s Kulturförening',
    '%s Pensionärer',
  ],
  faith: ['%s församling', 'Kyrkan %'],
  housing: ['%s Bostäder AB', 'Stiftelsen %s Hus'],
  education: ['%s folkhögskola', 'Friskolan %', '%s studieförbund'],
  authority: ['Myndigheten %'],
  region: ['Vårdcentralen %'],
  coordination_association: ['Samordningsförbundet %'],
  other: ['Nätverket %', 'Stiftelsen %'],
}

export const demoMark = '(demo)'

/** The name of the n-th made-up organisation of a sector. */
export function nameOf(sector: string, n: number): string {
  const forms = patterns[sector]!
  // Another stem for each, and another again when the patterns begin anew.
  const stem = stems[(n + Math.floor(n / stems.length) + sector.length) % stems.length]!
  return `${forms[n % forms.length]!.replace('%', stem)} ${demoMark}`
}

/** `Månstenens Bageri AB (demo)` to `manstenens-bageri-ab`: for addresses under `.example`. */
export function hostOf(name: string): string {
  const plain = name.replace(demoMark, '').trim().toLowerCase()
  return plain.replace(/[åä]/g, 'a').replace(/ö/g, 'o').replace(/ /g, '-')
}

export const firstNames =
  'Alva Bo Cleo Dag Ebba Frej Gry Hjalmar Idun Jorunn Kim Love Mio Noor Omar Pia Tove Ylva'.split(' ')
export const streets = ['Demogatan', 'Exempelvägen', 'Provtorget', 'Påhittsgränd']
