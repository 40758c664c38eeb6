import { Counter } from 'prom-client'

/** Counted in this process, once the erasure is committed. */
export const contactsErased = new Counter({
  name: 'contacts_erased_total',
  help: 'Contacts erased by this process: because their time was out (retention), or because somebody asked (request)',
  labelNames: ['by'],
  registers: [],
})
