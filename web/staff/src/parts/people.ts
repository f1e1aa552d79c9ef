import { useQuery } from '@tanstack/react-query';
import { call, type Reply } from '../api.ts';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

type Owner = { staff: string } | { team: string };
type Person = Reply<'GET /staff'>['staff'][number];

export const useClinic = () =>
  useQuery({ queryKey: ['clinic'], queryFn: () => call('GET /clinic'), staleTime: 300_000 });

export const usePeople = () =>
  useQuery({ queryKey: ['staff'], queryFn: () => call('GET /staff'), staleTime: 300_000 });

/** The clinic’s people and teams, by id. */
export function useStaff() {
  const say = useTexts(texts);
  const { data: { staff } = { staff: [] as Person[] } } = usePeople();
  const { data: clinic } = useClinic();
  const teams = clinic?.teams ?? [];
  return {
    staff,
    teams,
    personBy: (id: string) => staff.find((person) => person.id === id),
    nameOf(owner: Owner | undefined): string {
      if (!owner) return say('nobody');
      return 'staff' in owner
        ? (staff.find(({ id }) => id === owner.staff)?.name ?? owner.staff)
        : (teams.find(({ id }) => id === owner.team)?.title ?? owner.team);
    },
  };
}
