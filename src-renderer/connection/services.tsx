import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import {
  AssayError,
  createServiceClient,
  type EventName,
  type EventPayload,
  events,
  type MethodName,
  type ParamsOf,
  type ResultOf,
  type ServiceClient,
} from "../../src-shared/contract/index.ts";
import type { HostConnection } from "./pipe.ts";

/** The services as the screen uses them, whether or not the connection holds at the moment. */
export interface Services {
  readonly host: HostConnection["host"];
  readonly isConnected: boolean;
  call<M extends MethodName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
  upload(file: File): Promise<{ uploadId: string }>;
}

const Context = createContext<Services | null>(null);
const EVENTS = Object.keys(events) as EventName[];
const RETRY_MS = [250, 500, 1_000, 2_000, 4_000];

type Listener = { readonly event: EventName; readonly listener: (payload: never) => void };

export function ServicesProvider({
  connect,
  children,
}: {
  connect: () => HostConnection;
  children: ReactNode;
}) {
  const host = useMemo(connect, [connect]);
  const queries = useQueryClient();
  const client = useRef<ServiceClient | null>(null);
  const listeners = useRef(new Set<Listener>());
  const [isConnected, setConnected] = useState(false);

  useEffect(() => {
    let isOver = false;
    let tries = 0;
    const open = async (): Promise<void> => {
      try {
        const pipe = await host.open();
        if (isOver) return;
        tries = 0;
        let closed = (): void => {};
        const made = createServiceClient({
          ...pipe,
          onClose: (listener) => {
            closed = listener;
          },
        });
        pipe.onClose(() => {
          closed();
          client.current = null;
          if (isOver) return;
          setConnected(false);
          retry();
        });
        for (const event of EVENTS) {
          made.on(event, (payload) => {
            for (const entry of listeners.current)
              if (entry.event === event) entry.listener(payload as never);
          });
        }
        client.current = made;
        setConnected(true);
        void queries.invalidateQueries();
      } catch {
        retry();
      }
    };
    const retry = (): void => {
      if (!isOver) setTimeout(() => void open(), RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
    };
    void open();
    return () => {
      isOver = true;
    };
  }, [host, queries]);

  const services = useMemo<Services>(
    () => ({
      host: host.host,
      isConnected,
      upload: host.upload,
      call: (method, params) =>
        client.current?.call(method, params) ?? Promise.reject(new AssayError("ConnectionToServicesLost")),
      on: (event, listener) => {
        const entry = { event, listener: listener as (payload: never) => void };
        listeners.current.add(entry);
        return () => void listeners.current.delete(entry);
      },
    }),
    [host, isConnected],
  );
  return <Context value={services}>{children}</Context>;
}

export function useServices(): Services {
  const services = useContext(Context);
  if (services === null) throw new Error("no services around");
  return services;
}

/** A request's answer, kept until something it depends on changes. */
export function useAnswer<M extends MethodName>(
  method: M,
  params: ParamsOf<M>,
  options: { enabled?: boolean; keep?: boolean } = {},
): UseQueryResult<ResultOf<M>> {
  const services = useServices();
  return useQuery<ResultOf<M>>({
    queryKey: [method, params],
    queryFn: () => services.call(method, params),
    enabled: services.isConnected && (options.enabled ?? true),
    ...(options.keep ? { placeholderData: keepPreviousData as never } : {}),
  });
}
