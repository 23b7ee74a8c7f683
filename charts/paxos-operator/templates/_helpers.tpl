{{/* Labels by which the operator's pods are chosen. NetworkPolicies of clusters let pods of this name in. */}}
{{- define "paxos-operator.selector" -}}
app.kubernetes.io/name: paxos-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "paxos-operator.labels" -}}
{{ include "paxos-operator.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* The release's name; "paxos-operator" is put behind it where it does not say so already. */}}
{{- define "paxos-operator.name" -}}
{{- if contains "paxos-operator" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-paxos-operator" (.Release.Name | trunc 35 | trimSuffix "-") }}{{ end }}
{{- end }}

{{- define "paxos-operator.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* What namespaces with the restricted policy ask of a pod, and of its containers. */}}
{{- define "paxos-operator.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "paxos-operator.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "paxos-operator.pullSecrets" -}}
{{- range .Values.image.pullSecrets }}
- name: {{ . }}
{{- end }}
{{- end }}

{{/* What the operator may do to the clusters, in one namespace or in all. */}}
{{- define "paxos-operator.rules" -}}
- apiGroups: [paxos.dev]
  resources: [paxosclusters]
  verbs: [get, list, watch]
- apiGroups: [paxos.dev]
  resources: [paxosclusters/status]
  verbs: [get, patch]
# Owned objects block the deletion of their owner in the foreground.
- apiGroups: [paxos.dev]
  resources: [paxosclusters/finalizers]
  verbs: [update]
- apiGroups: [apps]
  resources: [statefulsets]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [services, serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
# Data: never deleted by the operator.
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get, list, watch, create, patch]
# Rolls delete pods; nothing is executed in them, and their logs are not read.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
# One object counts events that are alike, so it is read first.
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end }}
