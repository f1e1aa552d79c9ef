import type { Language } from '../texts.ts';

/** The bands of the instruments that ship; one that a clinic brought is said as it was given. */
const SPANISH: Record<string, string> = {
  'healthy or low': 'sano o bajo',
  'likely to be well': 'probablemente bien',
  low: 'bajo',
  minimal: 'mínimo',
  mild: 'leve',
  moderate: 'moderado',
  'moderately severe': 'moderado a grave',
  'moderate to severe': 'de moderado a grave',
  severe: 'grave',
  'no clinically significant insomnia': 'sin insomnio clínico',
  'subthreshold insomnia': 'insomnio subclínico',
  'moderate insomnia': 'insomnio moderado',
  'severe insomnia': 'insomnio grave',
  'none reported': 'ninguno declarado',
  'significant impairment': 'deterioro significativo',
  'severe impairment': 'deterioro grave',
  subclinical: 'subclínico',
  substantial: 'considerable',
  'zone I': 'zona I',
  'zone II': 'zona II',
  'zone III': 'zona III',
  'zone IV': 'zona IV',
};

export const saidBand = (band: string | undefined, language: Language): string =>
  band === undefined ? '' : language === 'es' ? (SPANISH[band] ?? band) : band;

export const BANDS_IN_SPANISH: readonly string[] = Object.keys(SPANISH);
