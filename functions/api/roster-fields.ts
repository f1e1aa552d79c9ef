/** What a column may hold, and what clinics call it, in letters and digits alone, the surest first. */
export const HEADERS = {
  name: 'name fullname clientname patientname nombrecompleto',
  givenName: 'givenname firstname first forename nombre',
  familyName: 'familyname lastname last surname apellido apellidos',
  dateOfBirth: 'dateofbirth dob birthdate birthday born fechadenacimiento',
  phone:
    'mobile mobilephone mobilenumber cell cellphone phone phonenumber telephone tel movil celular telefono',
  email: 'email emailaddress mail correo correoelectronico',
  zone: 'timezone zone tz zonahoraria',
  language: 'language preferredlanguage primarylanguage lang idioma',
  country: 'country countrycode pais',
  channel: 'channel contactby preferredcontact preferredcontactmethod contactpreference contactmethod',
  consentOn: 'consenton consentgivenon consentdate dateofconsent consentgiven consent',
  smsConsentOn: 'smsconsenton smsconsentdate smsconsent textconsentdate textconsent',
  emailConsentOn: 'emailconsenton emailconsentdate emailconsent',
  recordNumber:
    'recordnumber record mrn medicalrecordnumber chartnumber clientid patientid clientnumber patientnumber',
} as const;

export type RosterField = keyof typeof HEADERS;
export const FIELDS = Object.keys(HEADERS) as RosterField[];
export const DATES = ['dateOfBirth', 'consentOn', 'smsConsentOn', 'emailConsentOn'] as const;
export type Places = Partial<Record<RosterField, number>>;

export type Mapping = Partial<Record<RosterField, string>>;

export type RosterDefaults = {
  country: string;
  zone: string;
  language: string;
  /** Our field → the clinic's own header, where the guess would be wrong. */
  mapping?: Mapping;
};
