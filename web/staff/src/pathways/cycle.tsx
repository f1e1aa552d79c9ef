import '@xyflow/react/dist/base.css';
import { type Edge, Handle, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react';
import { saidDuration } from '../client/cadence.ts';
import { useLanguage, useTexts } from '../texts.ts';
import type { Values } from './known.ts';
import { texts, type Word } from './texts.ts';

type Stage = Node<{ title: string; lines: string[]; faults: number }, 'stage'>;

function StageNode({ data: { title, lines, faults } }: NodeProps<Stage>) {
  return (
    <div className={faults > 0 ? 'cycle-node faulty' : 'cycle-node'}>
      <Handle type="target" position={Position.Top} id="in" />
      <Handle type="target" position={Position.Right} id="back" />
      <strong>{title}</strong>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
      <Handle type="source" position={Position.Bottom} id="out" />
      <Handle type="source" position={Position.Right} id="again" />
    </div>
  );
}

const TYPES = { stage: StageNode };
const ORDER = ['intake', 'assessment', 'goals', 'plan', 'checkIns', 'reassessment'] as const;

/** The cycle as the draft has it; a stage leads to its part of the form. */
export default function Cycle({
  draft,
  faults,
  titles,
  onOpen,
}: {
  draft: Values;
  faults: { path: string }[];
  titles: Record<string, string>;
  onOpen: (section: Word) => void;
}) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const nodes: Stage[] = ORDER.map((stage, n) => ({
    id: stage,
    type: 'stage',
    position: { x: 0, y: n * 112 },
    ariaLabel: `${say('goTo')}: ${say(stage)}`,
    data: {
      title: say(stage),
      lines: linesOf(stage, draft[stage], titles, (one) => {
        try {
          return saidDuration(one, language);
        } catch {
          return one;
        }
      }),
      faults: faults.filter(({ path }) => path.startsWith(stage)).length,
    },
  }));
  const edges: Edge[] = [
    ...ORDER.slice(1).map((stage, n) => ({
      id: stage,
      source: ORDER[n]!,
      target: stage,
      sourceHandle: 'out',
      targetHandle: 'in',
    })),
    {
      id: 'on',
      source: 'reassessment',
      target: 'checkIns',
      sourceHandle: 'again',
      targetHandle: 'back',
      type: 'smoothstep',
    },
    {
      id: 'adjust',
      source: 'reassessment',
      target: 'goals',
      sourceHandle: 'again',
      targetHandle: 'back',
      type: 'smoothstep',
    },
  ];
  return (
    <figure className="cycle" aria-label={say('cycle')}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={TYPES}
        fitView
        fitViewOptions={{ padding: 0.06 }}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        panOnDrag={false}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        onNodeClick={(_, { id }) => onOpen(id as Word)}
        proOptions={{ hideAttribution: true }}
      />
    </figure>
  );
}

type Part = { instrument?: string; form?: string };
type StageDraft = {
  form?: string;
  every?: string;
  battery?: (Part & { when?: unknown })[];
  review?: { every?: string };
  atMost?: number;
};

function linesOf(
  stage: string,
  part: unknown,
  titles: Record<string, string>,
  span: (iso: string) => string,
): string[] {
  const name = (id = '') => titles[id] ?? id;
  if (Array.isArray(part))
    return (part as (Part & { cadence?: { phases?: { every: string }[] } })[]).map(
      ({ form, cadence }) =>
        `${name(form)} · ${(cadence?.phases ?? []).map(({ every }) => span(every)).join(', ')}`,
    );
  const { form, every, battery, review, atMost } = (part ?? {}) as StageDraft;
  const asked = (battery ?? [])
    .map(({ instrument, when }) => `${name(instrument)}${when ? '?' : ''}`)
    .join(', ');
  if (stage === 'goals') return [name(form), `≤ ${atMost ?? ''}`];
  return [form && name(form), every && span(every), asked, review?.every && span(review.every)].filter(
    (line): line is string => Boolean(line),
  );
}
