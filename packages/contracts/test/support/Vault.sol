// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../../src/IGPUVault.sol";

/// @dev The vault's whole face. Tests know it by this alone and deploy it from its artifact: so they compile quickly,
/// while the vault goes through the slow optimizer that it is shipped with.
interface Vault is IGPUVault {
    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);

    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);

    function MIN_SECONDS() external view returns (uint32);
    function MAX_SECONDS() external view returns (uint32);
    function GRACE() external view returns (uint256);
    function MAX_FEE_BPS() external view returns (uint16);
    function owner() external view returns (address);
    function pendingOwner() external view returns (address);
    function transferOwnership(address newOwner) external;
    function acceptOwnership() external;
    function renounceOwnership() external;
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );
}
