/** Where the register is at home, unless the environment names another municipality (`config.ts`). */
export const home = {
  REGISTER_NAME: 'Samhällskontraktets register',
  CONTRACT_NAME: 'Samhällskontraktet',
  MUNICIPALITY_NAME: 'Kungälv',
  MUNICIPALITY_CODE: '1482',
  CONVENER_NAME: 'Kungälvs kommun',
  CONTACT_EMAIL: 'kommun@kungalv.se',
  CONTACT_URL: 'https://www.kungalv.se/',
  TERMS_URL: 'https://www.kungalv.se/',
  BASE_PATH: '/samhallskontraktet',
  PLACE_NAMES: 'Bohuslän, Ytterby, Kareby, Kode, Marstrand, Romelanda, Kärna, Solberga, Hålta, Diseröd',
}
