import { useEffect } from 'preact/hooks';

/** Calls it again and again while the component is there. @param pace milliseconds */
export function useInterval(act: () => void, pace: number): void {
  useEffect(() => {
    const timer = setInterval(act, pace);
    return () => clearInterval(timer);
  }, []);
}
