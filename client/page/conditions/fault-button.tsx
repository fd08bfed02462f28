interface FaultButtonProps {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly does: string;
  readonly disabled?: boolean;
  act(): void;
}

/** A fault in a list of them. */
export const FaultButton = ({ name, does, disabled = false, act }: FaultButtonProps) => (
  <li>
    <button type="button" disabled={disabled} onClick={act}>
      {name}
    </button>
    <span class="hint">{does}</span>
  </li>
);
