/** What the log calls a row's table, as the contract does: `contribution_types` to `contribution-types`. */
export function resourceOf(table: string): string {
  return table.replaceAll('_', '-')
}

/** The resources whose history is kept, as paths name them. */
export const resources = [
  'accounts',
  'agreement-goals',
  'agreements',
  'allocations',
  'api-keys',
  'applications',
  'areas',
  'collaboration-kinds',
  'collaborations',
  'consents',
  'contact-roles',
  'contacts',
  'contribution-types',
  'contributions',
  'corrections',
  'documents',
  'follow-ups',
  'needs',
  'organisations',
  'outcome-metrics',
  'outcomes',
  'participant-roles',
  'participants',
  'proposals',
  'redactions',
  'sectors',
  'signature-end-reasons',
  'signature-methods',
  'signatures',
  'target-groups',
] as const
export type Resource = (typeof resources)[number]

/** The other way round. */
export function tableOf(resource: Resource): string {
  return resource.replaceAll('-', '_')
}

/** `signed_on` to `signedOn`. */
export function fieldOf(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** `signedOn` to `signed_on`. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
