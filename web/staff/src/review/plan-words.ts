import { useQuery } from '@tanstack/react-query';
import { inEnglish, type Say, sayIn } from '../../../../functions/care/sentences.ts';
import { type Language, useLanguage } from '../texts.ts';

const inWords: Record<Language, () => Promise<Say>> = {
  en: async () => inEnglish,
  es: async () => {
    const { says } = await import('../../../../workflows/sentences/es.plans.json');
    return sayIn({ says, joins: {} });
  },
};

/** What is said of a plan that is still being written, which the API has not seen; none until its words are here. */
export function usePlanWords(): Say | undefined {
  const { language } = useLanguage();
  const { data } = useQuery({
    queryKey: ['plan-words', language],
    queryFn: inWords[language],
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}
