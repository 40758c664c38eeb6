/** The groups of operations in the contract, in its order: what an operation is about. */
export const tags = {
  Organisations:
    'Organisationer (aktörer): companies, congregations, associations, authorities, their units and projects.',
  Contacts: 'Kontaktpersoner hos organisationer. Personal data: public only where a contact is published.',
  'Personal data':
    'Personuppgifter: what the register holds on persons and why, what it holds on one of them, and how that is erased.',
  Agreements: 'Avtalsversioner: what is signed.',
  Signatures: 'Undertecknanden: who has signed what, and when.',
  Applications: 'Intresseanmälningar: who wants to join, and what came of it.',
  Proposals: 'Ändringsförslag: what an organisation wants changed of its name, number or sector.',
  Collaborations: 'Samarbeten, insatser och projekt, and who takes part in them.',
  Contributions: 'Bidrag: what partners offer, such as feriejobb and praktikplatser.',
  Allocations: 'Tilldelningar: places that matchers hold, and the queue for them.',
  Needs: 'Behov: what matchers ask for, what could answer it, and where offers fall short.',
  Outcomes: 'Utfall: what came of it, in figures that never tell of a single person.',
  'Follow-ups': 'Uppföljningar: when it is time to ask what a contribution led to.',
  Documents: 'Dokument: what the facts come from, and what governs the work.',
  Areas: 'Målområden.',
  Vocabularies: 'Vocabularies: contribution types, sectors, roles of participants, target groups, outcome metrics.',
  Audit: 'Ändringsloggen: who wrote what, and what was taken out of the log.',
  'API keys': 'Keys for programs that call the register.',
  Accounts: 'Konton: who has signed in through the OpenID provider. Personal data: for coordinators.',
  'Sign-in': 'Who the caller is to the register, and what it may do.',
  'About the API': 'What this is, and which version of it.',
}
export type Tag = keyof typeof tags
