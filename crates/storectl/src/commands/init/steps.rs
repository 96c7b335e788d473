//! What is left to do once the files of a pipeline are written. `examples/README.md` has the reasons.

use super::engine::Engine;

/// Returns the steps, with their commands.
pub(super) fn of(engine: Engine) -> &'static str {
    match engine {
        Engine::Github => GITHUB,
        Engine::Gitlab => GITLAB,
        Engine::Azure => AZURE,
    }
}

const GITHUB: &str = "\
What is left to do, once for the repository OWNER/NAME:
  1. Name the application and the seller:
       gh variable set STORECTL_TENANT_ID --body TENANT_ID
       gh variable set STORECTL_CLIENT_ID --body CLIENT_ID
       gh variable set STORECTL_SELLER_ID --body SELLER_ID
  2. Let the application trust the workflows, once each with the SUBJECT repo:OWNER/NAME:pull_request,
     repo:OWNER/NAME:ref:refs/heads/main and repo:OWNER/NAME:environment:store:
       az ad app federated-credential create --id CLIENT_ID --parameters '{\"name\": \"NAME\", \"subject\": \"SUBJECT\",
         \"issuer\": \"https://token.actions.githubusercontent.com\", \"audiences\": [\"api://AzureADTokenExchange\"]}'
  3. Create the environment store, and let only the branch main use it:
       gh api --method PUT repos/OWNER/NAME/environments/store
  4. Optional: a token of a bot, so that pull requests for drift and releases are planned:
       gh secret set STORE_BOT_TOKEN
  5. Optional: a policy, as a file of the repository:
       gh variable set STORECTL_POLICY --body policy.yaml
  Without forks, delete publish-live.yml, plan-on-pr-fork.yml and plan-on-pr-fork-comment.yml; with runners to spare,
  delete reconcile.yml.";

const GITLAB: &str = "\
What is left to do, once for the project GROUP/NAME:
  1. Name the application and the seller:
       glab variable set STORECTL_TENANT_ID TENANT_ID
       glab variable set STORECTL_CLIENT_ID CLIENT_ID
       glab variable set STORECTL_SELLER_ID SELLER_ID
  2. Let the application trust the project: in Entra, add a flexible federated credential with the issuer https://gitlab.com,
     the audience api://AzureADTokenExchange and the expression
       claims['sub'] matches 'project_path:GROUP/NAME:ref_type:branch:ref:*'
  3. In Settings > CI/CD > Job token permissions, allow Git push requests to the repository.
  4. Protect the environment store, and schedule a pipeline of the default branch, hourly or daily.
  5. Optional: a policy, as a file of the repository:
       glab variable set STORECTL_POLICY policy.yaml
  If .gitlab-ci.yml was there before, add the jobs of examples/gitlab/.gitlab-ci.yml to it.";

const AZURE: &str = "\
What is left to do, once for the project:
  1. Create the pipeline, and the variable group that names the seller:
       az pipelines create --name store --yml-path azure-pipelines.yml
       az pipelines variable-group create --name storectl --variables STORECTL_SELLER_ID=SELLER_ID
  2. Create the service connection store: Azure Resource Manager, workload identity federation, to the application that has the
     Manager role in Partner Center.
  3. Create the environment store with the checks Approvals and Exclusive lock.
  4. Allow the build service to contribute to the repository, for the receipts.
  5. Optional: a policy, as a file of the repository: the variable STORECTL_POLICY of the group.
  If azure-pipelines.yml was there before, take the stages of examples/azure/azure-pipelines.yml.";
