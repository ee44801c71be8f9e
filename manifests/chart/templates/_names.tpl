{{- define "hostprobe.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "hostprobe.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "hostprobe.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "hostprobe.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "hostprobe.selector" -}}
app.kubernetes.io/name: {{ include "hostprobe.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "hostprobe.labels" -}}
{{ include "hostprobe.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* On the command line Helm takes a backslash as an escape, so that no name with one arrives whole: accounts have short names. */}}
{{- define "hostprobe.account" -}}
{{- $account := .Values.account -}}
{{- with .Values.windowsOptions.runAsUserName -}}
{{- fail (printf "windowsOptions.runAsUserName is %q, and a backslash on the command line would be lost: set account=system, account=local-service, or account=<the name of a local group> instead" .) -}}
{{- end -}}
{{- if eq $account "system" -}}
NT AUTHORITY\SYSTEM
{{- else if eq $account "local-service" -}}
NT AUTHORITY\LocalService
{{- else if or (contains "\\" $account) (regexMatch "(?i)^(nt ?authority|local ?system$|system$|local[ -]?service$)" $account) -}}
{{- fail (printf "account must be system, local-service, or the name of a local group without a backslash, but is %q: set account=system or account=local-service" $account) -}}
{{- else -}}
{{- $account -}}
{{- end -}}
{{- end }}

{{- define "hostprobe.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "hostprobe.fullname" .) -}}
{{- else -}}
{{- required "serviceAccount.name must name an account where serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{- define "hostprobe.image" -}}
{{- with .Values.image -}}
{{- if and (not .registry) (not (contains "/" .repository)) -}}
{{- fail "image.registry must name the registry that the nodes pull from, but is empty: push the image there, and add --set image.registry=registry.example.com" -}}
{{- end -}}
{{- if .registry }}{{ .registry }}/{{ end }}{{ .repository }}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end }}

{{- /* The settings that stand in the ConfigMap: a certificate from a Secret replaces the self-signed one. */ -}}
{{- define "hostprobe.config" -}}
{{- $config := .Values.config -}}
{{- if .Values.tlsSecret }}{{ $config = set (deepCopy $config) "HOSTPROBE_TLS" "" }}{{ end -}}
{{- if .Values.publish }}{{ $config = merge (dict "HOSTPROBE_PUBLISH" "true") $config }}{{ end -}}
{{- range $name, $value := $config }}
{{ $name }}: {{ $value | toString | quote }}
{{- end }}
{{- end }}

{{- /* The ConfigMap is named after what is in it, so that the pods follow a change. */ -}}
{{- define "hostprobe.configName" -}}
{{ include "hostprobe.fullname" . }}-{{ include "hostprobe.config" . | sha256sum | trunc 10 }}
{{- end }}
