/** One gradient in full: the user's line beside the true formula, what is wrong with it and the fix, and the numbers. */
import type { ComponentChildren } from 'preact';
import type { GradientDetail } from '../../src/protocol.ts';
import { Button } from '../controls.tsx';
import { Formula } from '../formula.tsx';
import { formatError, formatNumber } from '../numbers.ts';
import { Prose, Sentence } from '../prose.tsx';
import { VerdictMark } from '../verdict.tsx';
import { HeatMaps } from './heat-maps.tsx';

export interface GradientDetailProps {
  readonly gradient: GradientDetail;
  /** True where the penalty reads the variable. */
  readonly isPenalised: boolean;
  readonly onReveal: () => void;
  readonly onFix: (rule: string) => void;
  /** Shows what the fix would change. */
  readonly onPreview: (rule: string) => void;
  readonly onRule: (rule: string) => void;
  /** Controls that stand above the maps and change them. */
  readonly children?: ComponentChildren;
}

export function GradientDetailView(props: GradientDetailProps) {
  const { gradient, isPenalised, onReveal, children } = props;
  return (
    <article class="detail" aria-labelledby="detail-title">
      <h3 id="detail-title">
        <code>{gradient.name}</code> <VerdictMark verdict={gradient.verdict} />
        {gradient.relativeError !== null && (
          <span class="detail-error">relative error {formatError(gradient.relativeError)}</span>
        )}
      </h3>
      <dl class="sides">
        <dt>
          Your line,{' '}
          <button type="button" class="link" onClick={onReveal}>
            {gradient.place}
          </button>
        </dt>
        <dd>
          <pre class="code-block">{gradient.line}</pre>
        </dd>
        {gradient.formula && (
          <>
            <dt>The true gradient</dt>
            <dd class="true-formula">
              <Formula latex={gradient.formula.latex} text={gradient.formula.text} size="block" />
            </dd>
          </>
        )}
      </dl>
      {gradient.reason !== null && (
        <p class="reason">
          {gradient.verdict === 'undecided' && 'Not decided: '}
          <Sentence text={gradient.reason} />
        </p>
      )}
      {gradient.assumed && (
        <p class="note">
          The cost or the forward pass is not in this workspace; it was read off the backward pass.
        </p>
      )}
      {gradient.findings.map((finding) => (
        <Finding key={finding.rule} finding={finding} {...props} />
      ))}
      {gradient.scale !== undefined && (
        <p class="note">
          Your line carries the factor {formatNumber(gradient.scale)} throughout, which is right as long as
          the lines after it take it out again. The true gradient is shown times{' '}
          {formatNumber(gradient.scale)}.
        </p>
      )}
      {gradient.maps && (
        <>
          {children}
          <HeatMaps
            key={gradient.id}
            name={gradient.name}
            maps={gradient.maps}
            limit={gradient.limit ?? null}
            isWrong={gradient.verdict === 'wrong'}
            isPenalised={isPenalised}
          />
        </>
      )}
    </article>
  );
}

interface FindingProps extends Pick<GradientDetailProps, 'onFix' | 'onPreview' | 'onRule'> {
  readonly finding: GradientDetail['findings'][number];
}

function Finding({ finding, onFix, onPreview, onRule }: FindingProps) {
  return (
    <section class="finding" aria-label={finding.rule}>
      <p class="finding-message">
        <Sentence text={finding.message} />
      </p>
      {finding.elaboration !== '' && <Prose text={finding.elaboration} />}
      <p class="finding-actions">
        {finding.fixTitle !== null && (
          <>
            <Button kind="primary" onPress={() => onFix(finding.rule)}>
              {finding.fixTitle.replaceAll('`', '')}
            </Button>
            <button type="button" class="link" onClick={() => onPreview(finding.rule)}>
              Preview the change
            </button>
          </>
        )}
        <button type="button" class="link" onClick={() => onRule(finding.rule)}>
          About {finding.rule}
        </button>
      </p>
    </section>
  );
}
