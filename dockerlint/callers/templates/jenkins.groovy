// Builds the image once, looks for secrets in it, and pushes exactly the layers that were looked at.
// "registry" is a credential of the kind "Username with password"; the agent has Docker and pipx.
pipeline {
    agent any
    environment {
        IMAGE = "@IMAGE@:${env.BUILD_NUMBER}"
    }
    stages {
        stage('Build') {
            steps {
                sh 'docker build --file @DOCKERFILE@ --tag "$IMAGE" .'
            }
        }
        stage('Scan') {
            steps {
                sh '''
                    pipx run --spec "dockerlint[image]==@VERSION@" dockerlint image scan --exit-zero --format sarif --output image.sarif --dockerfile @DOCKERFILE@ "docker-daemon:$IMAGE"
                    pipx run --spec "dockerlint[image]==@VERSION@" dockerlint image scan --dockerfile @DOCKERFILE@ "docker-daemon:$IMAGE"
                '''
            }
            post {
                always {
                    archiveArtifacts artifacts: 'image.sarif', allowEmptyArchive: true
                }
            }
        }
        stage('Push') {
            when {
                branch 'main'
            }
            steps {
                withCredentials([usernamePassword(credentialsId: 'registry', usernameVariable: 'REGISTRY_USER', passwordVariable: 'REGISTRY_PASSWORD')]) {
                    sh '''
                        printf %s "$REGISTRY_PASSWORD" | docker login --username "$REGISTRY_USER" --password-stdin "@REGISTRY@"
                        docker push "$IMAGE"
                    '''
                }
            }
        }
    }
}
